-- A foreign key locks two tables, and reads both.
--? squawk adding-foreign-key-constraint
--? strong_migrations adding-a-foreign-key
--? eugene E1
--? pg-migration-lint PGM014
--? pgfence 9
-- unsafe
--= unsafe: work-under-lock
--= blocks customers: writes, while it works
--= blocks orders: writes, while it works
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer) REFERENCES customers;
--> customers: SHARE ROW EXCLUSIVE, scanned
--> orders: SHARE ROW EXCLUSIVE, scanned
-- safe
--= safe
--= blocks customers: writes, for a moment
--= blocks orders: writes, for a moment
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer) REFERENCES customers NOT VALID;
--> customers: SHARE ROW EXCLUSIVE
--> orders: SHARE ROW EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;
--> customers: ROW SHARE, scanned
--> orders: SHARE UPDATE EXCLUSIVE, scanned
