-- What is sent to subscribers: a switch in the catalogue.
-- unsafe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
--! A switch, under a lock for a moment. What subscribers get from then on, the check does not see.
ALTER TABLE orders REPLICA IDENTITY FULL;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
CREATE UNIQUE INDEX CONCURRENTLY orders_identity ON orders (id);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_identity
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_identity;
--> orders: ACCESS EXCLUSIVE
