-- A shorter limit is tried on every row by writing it anew; a CHECK reads only.
--? squawk changing-column-type
--? pg-migration-lint PGM007
--? pgfence 32
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ALTER COLUMN code TYPE varchar(10);
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD CONSTRAINT orders_code_short CHECK (length(code) <= 10) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_code_short;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
