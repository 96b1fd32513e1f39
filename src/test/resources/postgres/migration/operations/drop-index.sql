-- An index is dropped, and its table is locked for it.
-- unsafe
DROP INDEX orders_by_code;
--> orders: ACCESS EXCLUSIVE
-- safe
DROP INDEX CONCURRENTLY orders_by_code;
--> orders: SHARE UPDATE EXCLUSIVE
