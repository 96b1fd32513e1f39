-- An index is built anew. Whoever reads the table locks its indexes, so readers wait as well.
--? squawk require-concurrent-reindex
--? pg-migration-lint PGM022
--? pgfence 24b
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
REINDEX INDEX orders_by_code;
--> orders: ACCESS EXCLUSIVE, scanned, builds orders_by_code
-- safe
--= safe
REINDEX INDEX CONCURRENTLY orders_by_code;
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_by_code
