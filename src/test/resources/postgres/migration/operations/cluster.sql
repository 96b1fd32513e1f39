-- CLUSTER writes the table anew, in the order of an index.
--? squawk prefer-repack
--? pg-migration-lint PGM018
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
CLUSTER orders USING orders_by_code;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
ALTER TABLE orders CLUSTER ON orders_by_code;
--> orders: SHARE UPDATE EXCLUSIVE
