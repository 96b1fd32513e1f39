-- A table that refers to another locks that one as well when it goes.
--? squawk ban-drop-table
--? atlas DS102
--? pg-migration-lint PGM201
--? pgfence 13
-- unsafe
--= unsafe: breaks-previous-version, destroys-data
--= blocks carts: reads, row locks, writes, for a moment
--= blocks customers: reads, row locks, writes, for a moment
--= breaks carts: INSERT 42P01, SELECT 42P01, UPDATE 42P01
DROP TABLE carts;
--> carts: ACCESS EXCLUSIVE, dropped
--> customers: ACCESS EXCLUSIVE
-- safe
--= unsafe: breaks-previous-version, destroys-data
--= blocks carts: reads, row locks, writes, for a moment
--= blocks customers: reads, row locks, writes, for a moment
--= breaks carts: INSERT 42P01, SELECT 42P01, UPDATE 42P01
--! One table less is locked when it goes. It is gone all the same: nobody may need it any more by then.
ALTER TABLE carts DROP CONSTRAINT carts_customer_fk;
--> carts: ACCESS EXCLUSIVE
--> customers: ACCESS EXCLUSIVE
DROP TABLE carts;
--> carts: ACCESS EXCLUSIVE, dropped
