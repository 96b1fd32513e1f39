-- A domain's CHECK is tried on every row of every table that uses it.
--? squawk ban-alter-domain-with-add-constraint
--? pgfence 37
-- unsafe
ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE > 0);
--> stock: SHARE, scanned
-- safe
ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE > 0) NOT VALID;
ALTER TABLE stock ADD CONSTRAINT stock_positive CHECK (quantity > 0) NOT VALID;
--> stock: ACCESS EXCLUSIVE
ALTER TABLE stock VALIDATE CONSTRAINT stock_positive;
--> stock: SHARE UPDATE EXCLUSIVE, scanned
