-- A partition is taken off; concurrently there may be no default partition.
--? squawk require-concurrent-partition-detach
--? pg-migration-lint PGM004
--? pgfence 22
-- unsafe
ALTER TABLE events DETACH PARTITION events_rest;
--> events: ACCESS EXCLUSIVE
--> events_rest: ACCESS EXCLUSIVE
-- safe
ALTER TABLE events DETACH PARTITION events_rest;
--> events: ACCESS EXCLUSIVE
--> events_rest: ACCESS EXCLUSIVE
ALTER TABLE events DETACH PARTITION events_old CONCURRENTLY;
--> events: SHARE UPDATE EXCLUSIVE
--> events_old: ACCESS EXCLUSIVE
