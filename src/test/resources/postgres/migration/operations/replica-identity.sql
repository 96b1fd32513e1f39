-- What is sent to subscribers: a switch in the catalogue.
-- unsafe
ALTER TABLE orders REPLICA IDENTITY FULL;
--> orders: ACCESS EXCLUSIVE
-- safe
CREATE UNIQUE INDEX CONCURRENTLY orders_identity ON orders (id);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_identity
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_identity;
--> orders: ACCESS EXCLUSIVE
