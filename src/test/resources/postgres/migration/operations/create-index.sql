-- An index is built while nobody may write.
--? squawk require-concurrent-index-creation
--? strong_migrations adding-an-index-non-concurrently
--? atlas PG101
--? eugene E6
--? pg-migration-lint PGM001
--? pgfence 5
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: writes, while it works
CREATE INDEX orders_by_customer ON orders (customer);
--> orders: SHARE, scanned, builds orders_by_customer
-- safe
--= safe
CREATE INDEX CONCURRENTLY orders_by_customer ON orders (customer);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_by_customer
