-- A materialized view is filled anew.
--? pgfence 23
-- unsafe
REFRESH MATERIALIZED VIEW totals;
--> bookings: ACCESS SHARE, scanned
--> totals: ACCESS EXCLUSIVE, rewritten, 1000 rows changed
-- safe
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
--> bookings: ACCESS SHARE, scanned
--> totals: EXCLUSIVE, scanned
