-- A lock is kept to the end of its transaction, over whatever else is done there.
--? eugene E4
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
--= blocks stock: writes, while it works
BEGIN;
ALTER TABLE orders ADD COLUMN weight int;
--> orders: ACCESS EXCLUSIVE
CREATE INDEX stock_by_quantity ON stock (quantity);
--> orders: carried ACCESS EXCLUSIVE
--> stock: SHARE, scanned, builds stock_by_quantity
COMMIT;
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD COLUMN weight int;
--> orders: ACCESS EXCLUSIVE
CREATE INDEX CONCURRENTLY stock_by_quantity ON stock (quantity);
--> stock: SHARE UPDATE EXCLUSIVE, scanned, builds stock_by_quantity
