-- A CHECK goes with its table's lock, a foreign key with those of two tables.
--? atlas CD101
-- unsafe
--= safe
--= blocks carts: reads, row locks, writes, for a moment
--= blocks customers: reads, row locks, writes, for a moment
--! Two tables are locked, but for a moment: the check lets that pass where a lock_timeout bounds the wait for each lock.
ALTER TABLE carts DROP CONSTRAINT carts_customer_fk;
--> carts: ACCESS EXCLUSIVE
--> customers: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks carts: reads, row locks, writes, for a moment
ALTER TABLE carts DROP CONSTRAINT carts_note_short;
--> carts: ACCESS EXCLUSIVE
