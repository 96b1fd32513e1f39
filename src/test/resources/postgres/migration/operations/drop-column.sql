-- A column is dropped in the catalogue, and with it every index on it. Before, nobody may need it.
--? squawk ban-drop-column
--? strong_migrations removing-a-column
--? atlas DS103
--? pg-migration-lint PGM009
--? pgfence 14
-- unsafe
ALTER TABLE orders DROP COLUMN code;
--> orders: ACCESS EXCLUSIVE
-- safe
ALTER TABLE orders ALTER COLUMN code DROP NOT NULL;
--> orders: ACCESS EXCLUSIVE
