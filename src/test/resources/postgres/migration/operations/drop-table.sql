-- A table that refers to another locks that one as well when it goes.
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
