-- Whether a table is logged is a matter of each of its pages.
--? pgfence 28
-- unsafe
ALTER TABLE orders SET UNLOGGED;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
ALTER TABLE orders SET (autovacuum_enabled = true);
--> orders: SHARE UPDATE EXCLUSIVE
