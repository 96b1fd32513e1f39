-- Another type rewrites the table, unless every value of the old one is stored as the new one's.
--? squawk changing-column-type
--? strong_migrations changing-the-type-of-a-column
--? atlas PG301
--? eugene E5
--? pg-migration-lint PGM007
--? pgfence 7
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ALTER COLUMN code TYPE varchar(40);
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders ALTER COLUMN code TYPE text;
--> orders: ACCESS EXCLUSIVE
