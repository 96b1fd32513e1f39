-- A column that must have a value needs one for the rows that are there.
--? squawk adding-required-field
--? atlas MF103
--? pg-migration-lint PGM008
--? pgfence 1
-- unsafe
--= unsafe: fails-on-every-row
ALTER TABLE orders ADD COLUMN weight int NOT NULL;
--> fails 23502
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD COLUMN weight int NOT NULL DEFAULT 0;
--> orders: ACCESS EXCLUSIVE
