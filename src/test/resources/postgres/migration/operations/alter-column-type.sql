-- Another type rewrites the table, unless every value of the old one is stored as the new one's.
-- unsafe
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
ALTER TABLE orders ALTER COLUMN code TYPE varchar(40);
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders ALTER COLUMN code TYPE text;
--> orders: ACCESS EXCLUSIVE
