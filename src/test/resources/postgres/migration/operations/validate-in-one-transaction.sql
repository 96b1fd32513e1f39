-- The first statement's lock is carried through the second one's scan.
--? pgfence 39
--? eugene E4
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
BEGIN;
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;
--> orders: SHARE UPDATE EXCLUSIVE, carried ACCESS EXCLUSIVE, scanned
COMMIT;
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
