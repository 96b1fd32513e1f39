-- A default that differs from row to row is written into every row. now() does not differ.
-- unsafe
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
ALTER TABLE orders ADD COLUMN token uuid;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders ADD COLUMN seen timestamptz DEFAULT now();
--> orders: ACCESS EXCLUSIVE
