-- The same for a table; a view of the old name keeps its users.
--? squawk renaming-table
--? strong_migrations renaming-a-table
--? atlas BC101
--? pg-migration-lint PGM504
--? pgfence 18
-- unsafe
--= unsafe: breaks-previous-version
--= blocks orders: reads, row locks, writes, for a moment
--= breaks orders: INSERT 42P01, SELECT 42P01, UPDATE 42P01
ALTER TABLE orders RENAME TO purchases;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
--= blocks purchases: reads, row locks, writes, for a moment
BEGIN;
ALTER TABLE orders RENAME TO purchases;
--> orders: ACCESS EXCLUSIVE
CREATE VIEW orders AS SELECT * FROM purchases;
--> purchases: ACCESS SHARE, carried ACCESS EXCLUSIVE
COMMIT;
