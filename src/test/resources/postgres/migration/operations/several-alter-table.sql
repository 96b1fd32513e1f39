-- Several changes of one table in one statement read it once.
--? eugene W12
--? pg-migration-lint PGM023
-- unsafe
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
ALTER TABLE orders ALTER COLUMN customer TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
ALTER TABLE orders ALTER COLUMN total TYPE bigint, ALTER COLUMN customer TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
