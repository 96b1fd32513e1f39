-- The same for DELETE.
--? pg-migration-lint PGM303
-- unsafe
--= unsafe: large-dml
DELETE FROM stock;
--> stock: ROW EXCLUSIVE, scanned, 1000 rows changed
-- safe
--= safe
DELETE FROM stock WHERE item BETWEEN 1 AND 10;
--> stock: ROW EXCLUSIVE, 10 rows changed
