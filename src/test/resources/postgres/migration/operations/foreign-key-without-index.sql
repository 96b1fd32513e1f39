-- Without an index on the referencing column, a deleted row is looked for in every row.
--? eugene E15
--? pg-migration-lint PGM501
-- unsafe
--= safe
--! The whole referencing table is read for each row that is deleted. It takes long, and keeps nobody waiting meanwhile.
DELETE FROM customers WHERE id = 1000;
--> carts: ROW SHARE, scanned
--> customers: ROW EXCLUSIVE, 1 rows changed
-- safe
--= safe
CREATE INDEX CONCURRENTLY carts_by_customer ON carts (customer);
--> carts: SHARE UPDATE EXCLUSIVE, scanned, builds carts_by_customer
DELETE FROM customers WHERE id = 999;
--> customers: ROW EXCLUSIVE, 1 rows changed
