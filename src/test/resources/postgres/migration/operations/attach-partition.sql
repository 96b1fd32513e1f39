-- A table that becomes a partition is read, unless a CHECK has proven that its rows belong there.
--? pg-migration-lint PGM005
--? pgfence 21
-- unsafe
--= unsafe: work-under-lock
--= blocks events_new: reads, row locks, writes, while it works
--= blocks events_rest: reads, row locks, writes, while it works
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM (1000) TO (2000);
--> events: SHARE UPDATE EXCLUSIVE
--> events_new: ACCESS EXCLUSIVE, scanned
--> events_rest: ACCESS EXCLUSIVE, scanned
-- safe
--= safe
--= blocks events_new: reads, row locks, writes, for a moment
--= blocks events_rest: reads, row locks, writes, for a moment
ALTER TABLE events_new ADD CONSTRAINT in_bounds CHECK (id >= 1000 AND id < 2000) NOT VALID;
--> events_new: ACCESS EXCLUSIVE
ALTER TABLE events_new VALIDATE CONSTRAINT in_bounds;
--> events_new: SHARE UPDATE EXCLUSIVE, scanned
ALTER TABLE events_rest ADD CONSTRAINT out_of_bounds CHECK (id < 1000 OR id >= 2000) NOT VALID;
--> events_rest: ACCESS EXCLUSIVE
ALTER TABLE events_rest VALIDATE CONSTRAINT out_of_bounds;
--> events_rest: SHARE UPDATE EXCLUSIVE, scanned
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM (1000) TO (2000);
--> events: SHARE UPDATE EXCLUSIVE
--> events_new: ACCESS EXCLUSIVE
--> events_rest: ACCESS EXCLUSIVE
