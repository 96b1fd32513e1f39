-- NOT NULL is tried on every row. The safe way is that of PostgreSQL 18.
--? squawk adding-not-nullable-field
--? strong_migrations setting-not-null-on-an-existing-column
--? atlas PG303
--? eugene E2
--? pg-migration-lint PGM013
--? pgfence 8
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
--> orders: ACCESS EXCLUSIVE, scanned
-- safe since 18
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD CONSTRAINT orders_note_not_null NOT NULL note NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_note_not_null;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
