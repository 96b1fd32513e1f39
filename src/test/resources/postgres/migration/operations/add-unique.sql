-- UNIQUE is an index.
--? squawk disallowed-unique-constraint
--? strong_migrations adding-a-unique-constraint
--? atlas PG105
--? eugene E7
--? pg-migration-lint PGM017
--? pgfence 11; gives the lock as SHARE ROW EXCLUSIVE
-- unsafe
ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE (code);
--> orders: ACCESS EXCLUSIVE, scanned, builds orders_code_key
-- safe
CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_code_key
ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
--> orders: ACCESS EXCLUSIVE
