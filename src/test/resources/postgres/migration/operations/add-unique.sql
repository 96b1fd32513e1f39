-- UNIQUE is an index.
--? squawk disallowed-unique-constraint
--? strong_migrations adding-a-unique-constraint
--? atlas PG105
--? eugene E7
--? pg-migration-lint PGM017
--? pgfence 11; gives the lock as SHARE ROW EXCLUSIVE
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE (code);
--> orders: ACCESS EXCLUSIVE, scanned, builds orders_code_key
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_code_key
ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
--> orders: ACCESS EXCLUSIVE
