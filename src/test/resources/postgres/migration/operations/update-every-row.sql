-- Every row is changed, and stays locked until the transaction ends.
--? strong_migrations backfilling-data
--? pg-migration-lint PGM302
--? pgfence 42
-- unsafe
--= unsafe: large-dml
UPDATE stock SET quantity = quantity + 1;
--> stock: ROW EXCLUSIVE, scanned, 1000 rows changed
-- safe
--= safe
UPDATE stock SET quantity = quantity + 1 WHERE item BETWEEN 1 AND 10;
--> stock: ROW EXCLUSIVE, 10 rows changed
