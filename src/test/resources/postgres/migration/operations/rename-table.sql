-- The same for a table; a view of the old name keeps its users.
--? squawk renaming-table
--? strong_migrations renaming-a-table
--? atlas BC101
--? pg-migration-lint PGM504
--? pgfence 18
-- unsafe
ALTER TABLE orders RENAME TO purchases;
--> orders: ACCESS EXCLUSIVE
-- safe
BEGIN;
ALTER TABLE orders RENAME TO purchases;
--> orders: ACCESS EXCLUSIVE
CREATE VIEW orders AS SELECT * FROM purchases;
--> purchases: ACCESS SHARE, carried ACCESS EXCLUSIVE
COMMIT;
