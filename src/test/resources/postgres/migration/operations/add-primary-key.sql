-- A primary key is an index.
--? squawk adding-serial-primary-key-field
--? atlas PG104
--? eugene W14; is about the form with an index that is there already
--? pg-migration-lint PGM016
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY (id);
--> orders: ACCESS EXCLUSIVE, scanned, builds orders_pk
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
CREATE UNIQUE INDEX CONCURRENTLY orders_pk ON orders (id);
--> orders: SHARE UPDATE EXCLUSIVE, scanned, builds orders_pk
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY USING INDEX orders_pk;
--> orders: ACCESS EXCLUSIVE
