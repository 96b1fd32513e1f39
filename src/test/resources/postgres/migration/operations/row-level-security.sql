-- A switch in the catalogue.
-- unsafe
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
--> orders: ACCESS EXCLUSIVE
-- safe
CREATE POLICY everything ON orders USING (true);
--> orders: ACCESS EXCLUSIVE
