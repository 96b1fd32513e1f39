-- A partition is taken off; concurrently there may be no default partition.
--? squawk require-concurrent-partition-detach
--? pg-migration-lint PGM004
--? pgfence 22
-- unsafe
--= safe
--= blocks events: reads, row locks, writes, for a moment
--= blocks events_rest: reads, row locks, writes, for a moment
--! Readers wait, but for a moment: the check lets that pass where a lock_timeout bounds the wait for the lock.
ALTER TABLE events DETACH PARTITION events_rest;
--> events: ACCESS EXCLUSIVE
--> events_rest: ACCESS EXCLUSIVE
-- safe
--= safe
--= blocks events: reads, row locks, writes, for a moment
--= blocks events_old: reads, row locks, writes, for a moment
--= blocks events_rest: reads, row locks, writes, for a moment
ALTER TABLE events DETACH PARTITION events_rest;
--> events: ACCESS EXCLUSIVE
--> events_rest: ACCESS EXCLUSIVE
ALTER TABLE events DETACH PARTITION events_old CONCURRENTLY;
--> events: SHARE UPDATE EXCLUSIVE
--> events_old: ACCESS EXCLUSIVE
