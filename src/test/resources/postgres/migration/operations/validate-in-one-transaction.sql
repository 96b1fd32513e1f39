-- The first statement's lock is carried through the second one's scan.
--? pgfence 39
--? eugene E4
-- unsafe
BEGIN;
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;
--> orders: SHARE UPDATE EXCLUSIVE, carried ACCESS EXCLUSIVE, scanned
COMMIT;
-- safe
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
