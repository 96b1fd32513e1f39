-- A number for every row is written into every row.
--? strong_migrations adding-an-auto-incrementing-column
--? eugene E11
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD COLUMN number bigint;
--> orders: ACCESS EXCLUSIVE
