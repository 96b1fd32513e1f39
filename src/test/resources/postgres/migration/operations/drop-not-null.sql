-- Nothing is read. Readers that trust in a value break later.
--? squawk ban-drop-not-null
--? pg-migration-lint PGM507
-- unsafe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
--! No statement is refused. What a reader does with a value that is not there, no server can show.
ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;
--> orders: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks orders: reads, row locks, writes, for a moment
ALTER TABLE orders ALTER COLUMN total SET DEFAULT 0;
--> orders: ACCESS EXCLUSIVE
