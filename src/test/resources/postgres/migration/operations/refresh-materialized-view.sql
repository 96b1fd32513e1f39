-- A materialized view is filled anew.
--? pgfence 23
-- unsafe
--= unsafe: work-under-lock
--= blocks totals: reads, row locks, writes, while it works
REFRESH MATERIALIZED VIEW totals;
--> bookings: ACCESS SHARE, scanned
--> totals: ACCESS EXCLUSIVE, rewritten, 1000 rows changed
-- safe
--= unsafe: work-under-lock
--= blocks totals: row locks, writes, while it works
--! The lock keeps nobody waiting but the next REFRESH, since a materialized view is only ever read. The check takes it for a table.
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
--> bookings: ACCESS SHARE, scanned
--> totals: EXCLUSIVE, scanned
