-- Several changes of one table in one statement read it once.
--? eugene W12
--? pg-migration-lint PGM023
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
ALTER TABLE orders ALTER COLUMN customer TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
--! One rewrite instead of two, and still one under the lock: see the change of a type.
ALTER TABLE orders ALTER COLUMN total TYPE bigint, ALTER COLUMN customer TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
