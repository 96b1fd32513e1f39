-- Without an index on the referencing column, a deleted row is looked for in every row.
--? eugene E15
--? pg-migration-lint PGM501
-- unsafe
DELETE FROM customers WHERE id = 1000;
--> carts: ROW SHARE, scanned
--> customers: ROW EXCLUSIVE, 1 rows changed
-- safe
CREATE INDEX CONCURRENTLY carts_by_customer ON carts (customer);
--> carts: SHARE UPDATE EXCLUSIVE, scanned, builds carts_by_customer
DELETE FROM customers WHERE id = 999;
--> customers: ROW EXCLUSIVE, 1 rows changed
