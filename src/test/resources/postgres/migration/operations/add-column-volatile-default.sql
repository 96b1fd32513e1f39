-- A default that differs from row to row is written into every row. now() does not differ.
--? squawk adding-field-with-default
--? strong_migrations adding-a-column-with-a-volatile-default-value
--? atlas PG302
--? pg-migration-lint PGM006; says that now() is not volatile
--? safe-pg-migrations add_column; counts NOW() among the volatile defaults
--? pgfence 2
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD COLUMN token uuid;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders ADD COLUMN seen timestamptz DEFAULT now();
--> orders: ACCESS EXCLUSIVE
