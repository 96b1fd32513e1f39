-- A materialized view is filled anew.
--? pgfence 23
-- unsafe
--= unsafe: work-under-lock
--= blocks totals: reads, while it works
REFRESH MATERIALIZED VIEW totals;
--> bookings: ACCESS SHARE, scanned
--> totals: ACCESS EXCLUSIVE, rewritten, 1000 rows changed
-- safe
--= safe
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
--> bookings: ACCESS SHARE, scanned
--> totals: EXCLUSIVE, scanned
