-- For a new partition, the rows of the default one are read: some could belong to it.
-- unsafe
--= unsafe: work-under-lock
--= blocks events: reads, row locks, writes, while it works
--= blocks events_rest: reads, row locks, writes, while it works
CREATE TABLE events_next PARTITION OF events FOR VALUES FROM (1000) TO (2000);
--> events: ACCESS EXCLUSIVE
--> events_next: created
--> events_rest: ACCESS EXCLUSIVE, scanned
-- safe
--= safe
--= blocks events_rest: reads, row locks, writes, for a moment
ALTER TABLE events_rest ADD CONSTRAINT out_of_bounds CHECK (id < 1000 OR id >= 2000) NOT VALID;
--> events_rest: ACCESS EXCLUSIVE
ALTER TABLE events_rest VALIDATE CONSTRAINT out_of_bounds;
--> events_rest: SHARE UPDATE EXCLUSIVE, scanned
CREATE TABLE events_next (LIKE events, CONSTRAINT in_bounds CHECK (id >= 1000 AND id < 2000));
--> events_next: created
ALTER TABLE events ATTACH PARTITION events_next FOR VALUES FROM (1000) TO (2000);
--> events: SHARE UPDATE EXCLUSIVE
--> events_next: ACCESS EXCLUSIVE
--> events_rest: ACCESS EXCLUSIVE
