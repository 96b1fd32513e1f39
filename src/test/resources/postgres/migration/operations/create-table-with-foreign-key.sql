-- A new table keeps nobody waiting. One that refers to an old table locks the old one.
-- unsafe
--= safe
--= blocks customers: writes, for a moment
--! Writers of the old table wait, but for a moment: the check lets that pass where a lock_timeout bounds the wait for the lock.
CREATE TABLE notes (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers);
--> customers: SHARE ROW EXCLUSIVE
--> notes: created
-- safe
--= safe
CREATE TABLE notes (id int PRIMARY KEY, customer int NOT NULL);
--> notes: created
