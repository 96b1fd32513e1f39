-- A foreign key locks two tables, and reads both.
--? squawk adding-foreign-key-constraint
--? strong_migrations adding-a-foreign-key
--? eugene E1
--? pg-migration-lint PGM014
--? pgfence 9
-- unsafe
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer) REFERENCES customers;
--> customers: SHARE ROW EXCLUSIVE, scanned
--> orders: SHARE ROW EXCLUSIVE, scanned
-- safe
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer) REFERENCES customers NOT VALID;
--> customers: SHARE ROW EXCLUSIVE
--> orders: SHARE ROW EXCLUSIVE
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;
--> customers: ROW SHARE, scanned
--> orders: SHARE UPDATE EXCLUSIVE, scanned
