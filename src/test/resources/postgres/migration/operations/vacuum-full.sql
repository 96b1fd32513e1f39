-- VACUUM FULL writes the table anew, VACUUM cleans it where it is.
--? squawk prefer-repack
--? pg-migration-lint PGM021
--? pgfence 19
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
VACUUM FULL orders;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
VACUUM (TRUNCATE false) orders;
--> orders: SHARE UPDATE EXCLUSIVE
