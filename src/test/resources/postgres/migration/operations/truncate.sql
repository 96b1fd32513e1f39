-- TRUNCATE gives the table another file, and is no rewrite.
--? pg-migration-lint PGM203
--? pgfence 15
-- unsafe
--= unsafe: destroys-data
--= blocks stock: reads, row locks, writes, for a moment
TRUNCATE stock;
--> stock: ACCESS EXCLUSIVE, emptied
-- safe
--= safe
DELETE FROM stock WHERE item BETWEEN 1 AND 100;
--> stock: ROW EXCLUSIVE, 100 rows changed
