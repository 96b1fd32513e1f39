-- What builds in several transactions of its own cannot be part of one.
--? squawk ban-concurrent-index-creation-in-transaction
--? atlas PG103
--? pg-migration-lint PGM003
--? pgfence 41
-- unsafe
--= unknown: needs-no-transaction
--! The server refuses it, so there is nothing to be judged.
BEGIN;
CREATE INDEX CONCURRENTLY orders_by_customer ON orders (customer);
--> fails 25001
ROLLBACK;
-- safe
--= safe
CREATE INDEX CONCURRENTLY orders_by_customer ON orders (customer);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_by_customer
