-- A new name is a matter of the catalogue, and breaks whoever says the old one.
--? squawk renaming-column
--? strong_migrations renaming-a-column
--? atlas BC102
--? pg-migration-lint PGM505
--? pgfence 17; rates it LOW
-- unsafe
--= unsafe: breaks-previous-version
--= blocks orders: reads, row locks, writes, for a moment
--= breaks orders: INSERT 42703, SELECT 42703, UPDATE 42703
ALTER TABLE orders RENAME COLUMN note TO remark;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD COLUMN remark text;
--> orders: ACCESS EXCLUSIVE
