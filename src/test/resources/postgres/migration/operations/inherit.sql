-- A table becomes another one's child: nothing is read.
-- unsafe
ALTER TABLE events_new INHERIT empty_table;
--> empty_table: SHARE UPDATE EXCLUSIVE
--> events_new: ACCESS EXCLUSIVE
-- safe
CREATE TABLE child () INHERITS (empty_table);
--> child: created
--> empty_table: SHARE UPDATE EXCLUSIVE
