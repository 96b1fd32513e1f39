-- A table becomes another one's child: nothing is read.
-- unsafe
--= safe
--= blocks events_new: reads, row locks, writes, for a moment
--! Readers wait, but for a moment: the check lets that pass where a lock_timeout bounds the wait for the lock.
ALTER TABLE events_new INHERIT empty_table;
--> empty_table: SHARE UPDATE EXCLUSIVE
--> events_new: ACCESS EXCLUSIVE
-- safe
--= safe
CREATE TABLE child () INHERITS (empty_table);
--> child: created
--> empty_table: SHARE UPDATE EXCLUSIVE
