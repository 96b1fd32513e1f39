-- A CHECK is tried on every row.
--? squawk constraint-missing-not-valid
--? strong_migrations adding-a-check-constraint
--? atlas PG305
--? eugene E1
--? pg-migration-lint PGM015
--? pgfence 10; gives the lock as SHARE ROW EXCLUSIVE
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0);
--> orders: ACCESS EXCLUSIVE, scanned
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
