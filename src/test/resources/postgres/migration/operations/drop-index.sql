-- An index is dropped, and its table is locked for it.
--? squawk require-concurrent-index-deletion
--? atlas PG102
--? pg-migration-lint PGM002
--? pgfence 6
-- unsafe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
--! Readers wait, but for a moment: the check lets that pass. It does not know which queries needed the index.
DROP INDEX orders_by_code;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
DROP INDEX CONCURRENTLY orders_by_code;
--> orders: SHARE UPDATE EXCLUSIVE
