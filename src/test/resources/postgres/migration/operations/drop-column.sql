-- A column is dropped in the catalogue, and with it every index on it. Before, nobody may need it.
--? squawk ban-drop-column
--? strong_migrations removing-a-column
--? atlas DS103
--? pg-migration-lint PGM009
--? pgfence 14
-- unsafe
--= unsafe: breaks-previous-version, destroys-data
--= blocks orders: reads, row locks, writes, for a moment
--= breaks orders: INSERT 42703, SELECT 42703, UPDATE 42703
ALTER TABLE orders DROP COLUMN code;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ALTER COLUMN code DROP NOT NULL;
--> orders: ACCESS EXCLUSIVE
