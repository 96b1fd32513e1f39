-- Every row is changed, and stays locked until the transaction ends.
-- unsafe
UPDATE stock SET quantity = quantity + 1;
--> stock: ROW EXCLUSIVE, scanned, 1000 rows changed
-- safe
UPDATE stock SET quantity = quantity + 1 WHERE item BETWEEN 1 AND 10;
--> stock: ROW EXCLUSIVE, 10 rows changed
