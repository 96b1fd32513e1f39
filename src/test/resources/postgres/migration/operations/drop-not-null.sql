-- Nothing is read. Readers that trust in a value break later.
--? squawk ban-drop-not-null
--? pg-migration-lint PGM507
-- unsafe
ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;
--> orders: ACCESS EXCLUSIVE
-- safe
ALTER TABLE orders ALTER COLUMN total SET DEFAULT 0;
--> orders: ACCESS EXCLUSIVE
