-- Whether a table is logged is a matter of each of its pages.
--? pgfence 28
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
ALTER TABLE orders SET UNLOGGED;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
ALTER TABLE orders SET (autovacuum_enabled = true);
--> orders: SHARE UPDATE EXCLUSIVE
