-- A trigger locks its table for a moment.
--? pgfence 25
--? pgfence 26
-- unsafe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
--! A lock for a moment, twice: the check lets that pass where a lock_timeout bounds the wait for the lock.
CREATE TRIGGER keeps BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION keep();
--> orders: SHARE ROW EXCLUSIVE
DROP TRIGGER keeps ON orders;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks orders: writes, for a moment
CREATE TRIGGER keeps BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION keep();
--> orders: SHARE ROW EXCLUSIVE
