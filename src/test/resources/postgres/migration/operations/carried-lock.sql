-- A lock is kept to the end of its transaction, over whatever else is done there.
--? eugene E4
-- unsafe
BEGIN;
ALTER TABLE orders ADD COLUMN weight int;
--> orders: ACCESS EXCLUSIVE
CREATE INDEX stock_by_quantity ON stock (quantity);
--> orders: carried ACCESS EXCLUSIVE
--> stock: SHARE, scanned, builds stock_by_quantity
COMMIT;
-- safe
ALTER TABLE orders ADD COLUMN weight int;
--> orders: ACCESS EXCLUSIVE
CREATE INDEX CONCURRENTLY stock_by_quantity ON stock (quantity);
--> stock: SHARE UPDATE EXCLUSIVE, scanned, builds stock_by_quantity
