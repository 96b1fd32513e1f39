-- A switch in the catalogue.
-- unsafe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
--! The check works as the owner, whom policies do not bind. A role that they do bind finds no rows until there is one.
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
CREATE POLICY everything ON orders USING (true);
--> orders: ACCESS EXCLUSIVE
