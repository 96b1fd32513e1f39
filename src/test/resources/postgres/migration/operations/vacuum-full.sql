-- VACUUM FULL writes the table anew, VACUUM cleans it where it is.
-- unsafe
VACUUM FULL orders;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
VACUUM (TRUNCATE false) orders;
--> orders: SHARE UPDATE EXCLUSIVE
