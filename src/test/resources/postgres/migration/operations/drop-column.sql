-- A column is dropped in the catalogue, and with it every index on it. Before, nobody may need it.
-- unsafe
ALTER TABLE orders DROP COLUMN code;
--> orders: ACCESS EXCLUSIVE
-- safe
ALTER TABLE orders ALTER COLUMN code DROP NOT NULL;
--> orders: ACCESS EXCLUSIVE
