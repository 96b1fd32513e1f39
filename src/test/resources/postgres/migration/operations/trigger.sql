-- A trigger locks its table for a moment.
--? pgfence 25
--? pgfence 26
-- unsafe
CREATE TRIGGER keeps BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION keep();
--> orders: SHARE ROW EXCLUSIVE
DROP TRIGGER keeps ON orders;
--> orders: ACCESS EXCLUSIVE
-- safe
CREATE TRIGGER keeps BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION keep();
--> orders: SHARE ROW EXCLUSIVE
