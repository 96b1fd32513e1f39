-- A table that refers to another locks that one as well when it goes.
--? squawk ban-drop-table
--? atlas DS102
--? pg-migration-lint PGM201
--? pgfence 13
-- unsafe
DROP TABLE carts;
--> carts: ACCESS EXCLUSIVE, dropped
--> customers: ACCESS EXCLUSIVE
-- safe
ALTER TABLE carts DROP CONSTRAINT carts_customer_fk;
--> carts: ACCESS EXCLUSIVE
--> customers: ACCESS EXCLUSIVE
DROP TABLE carts;
--> carts: ACCESS EXCLUSIVE, dropped
