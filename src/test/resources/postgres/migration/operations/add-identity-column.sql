-- A number for every row is written into every row.
--? strong_migrations adding-an-auto-incrementing-column
--? eugene E11
-- unsafe
ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
ALTER TABLE orders ADD COLUMN number bigint;
--> orders: ACCESS EXCLUSIVE
