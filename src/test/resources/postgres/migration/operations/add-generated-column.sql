-- A stored value is written into every row, a virtual one is worked out when it is read.
--? squawk adding-field-with-default
--? strong_migrations adding-a-stored-generated-column
--? eugene E11
--? pgfence 4
-- unsafe
ALTER TABLE orders ADD COLUMN gross int GENERATED ALWAYS AS (total * 2) STORED;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe since 18
ALTER TABLE orders ADD COLUMN gross int GENERATED ALWAYS AS (total * 2) VIRTUAL;
--> orders: ACCESS EXCLUSIVE
