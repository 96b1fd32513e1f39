-- A domain's CHECK is tried on every row of every table that uses it.
--? squawk ban-alter-domain-with-add-constraint
--? pgfence 37
-- unsafe
--= unsafe: work-under-lock
--= blocks stock: writes, while it works
ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE > 0);
--> stock: SHARE, scanned
-- safe
--= safe
--= blocks stock: reads, row locks, writes, for a moment
ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE > 0) NOT VALID;
ALTER TABLE stock ADD CONSTRAINT stock_positive CHECK (quantity > 0) NOT VALID;
--> stock: ACCESS EXCLUSIVE
ALTER TABLE stock VALIDATE CONSTRAINT stock_positive;
--> stock: SHARE UPDATE EXCLUSIVE, scanned
