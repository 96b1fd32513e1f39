-- An index is dropped, and its table is locked for it.
--? squawk require-concurrent-index-deletion
--? atlas PG102
--? pg-migration-lint PGM002
--? pgfence 6
-- unsafe
DROP INDEX orders_by_code;
--> orders: ACCESS EXCLUSIVE
-- safe
DROP INDEX CONCURRENTLY orders_by_code;
--> orders: SHARE UPDATE EXCLUSIVE
