-- A CHECK is tried on every row.
-- unsafe
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0);
--> orders: ACCESS EXCLUSIVE, scanned
-- safe
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
