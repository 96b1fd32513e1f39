-- A new table keeps nobody waiting. One that refers to an old table locks the old one.
-- unsafe
CREATE TABLE notes (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers);
--> customers: SHARE ROW EXCLUSIVE
--> notes: created
-- safe
CREATE TABLE notes (id int PRIMARY KEY, customer int NOT NULL);
--> notes: created
