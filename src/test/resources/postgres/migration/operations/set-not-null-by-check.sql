-- A valid CHECK proves that nothing needs to be read; one that is being dropped does not.
--? strong_migrations setting-not-null-on-an-existing-column
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ADD CONSTRAINT orders_note_there CHECK (note IS NOT NULL) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_note_there;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
ALTER TABLE orders ALTER COLUMN note SET NOT NULL, DROP CONSTRAINT orders_note_there;
--> orders: ACCESS EXCLUSIVE, scanned
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ADD CONSTRAINT orders_note_there CHECK (note IS NOT NULL) NOT VALID;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_note_there;
--> orders: SHARE UPDATE EXCLUSIVE, scanned
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders DROP CONSTRAINT orders_note_there;
--> orders: ACCESS EXCLUSIVE
