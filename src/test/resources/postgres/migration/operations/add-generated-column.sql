-- A stored value is written into every row, a virtual one is worked out when it is read.
--? squawk adding-field-with-default
--? strong_migrations adding-a-stored-generated-column
--? eugene E11
--? pgfence 4
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ADD COLUMN gross int GENERATED ALWAYS AS (total * 2) STORED;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe since 18
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD COLUMN gross int GENERATED ALWAYS AS (total * 2) VIRTUAL;
--> orders: ACCESS EXCLUSIVE
