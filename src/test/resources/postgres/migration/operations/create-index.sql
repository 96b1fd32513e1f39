-- An index is built while nobody may write.
-- unsafe
CREATE INDEX orders_by_customer ON orders (customer);
--> orders: SHARE, scanned, builds orders_by_customer
-- safe
CREATE INDEX CONCURRENTLY orders_by_customer ON orders (customer);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_by_customer
