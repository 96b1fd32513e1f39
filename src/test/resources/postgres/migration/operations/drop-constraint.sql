-- A CHECK goes with its table's lock, a foreign key with those of two tables.
--? atlas CD101
-- unsafe
ALTER TABLE carts DROP CONSTRAINT carts_customer_fk;
--> carts: ACCESS EXCLUSIVE
--> customers: ACCESS EXCLUSIVE
-- safe
ALTER TABLE carts DROP CONSTRAINT carts_note_short;
--> carts: ACCESS EXCLUSIVE
