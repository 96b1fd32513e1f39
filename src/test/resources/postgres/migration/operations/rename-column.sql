-- A new name is a matter of the catalogue, and breaks whoever says the old one.
-- unsafe
ALTER TABLE orders RENAME COLUMN note TO remark;
--> orders: ACCESS EXCLUSIVE
-- safe
ALTER TABLE orders ADD COLUMN remark text;
--> orders: ACCESS EXCLUSIVE
