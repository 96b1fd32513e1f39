-- EXCLUDE is an index, and has no concurrent form: only a new table has it for nothing.
--? strong_migrations adding-an-exclusion-constraint
--? eugene E8
--? pg-migration-lint PGM019
--? pgfence 12; gives the lock as SHARE ROW EXCLUSIVE
-- unsafe
--= unsafe: work-under-lock
--= blocks bookings: reads, row locks, writes, while it works
ALTER TABLE bookings ADD CONSTRAINT bookings_apart EXCLUDE USING gist (int4range(room, room + 1) WITH &&, nights WITH &&);
--> bookings: ACCESS EXCLUSIVE, scanned, builds bookings_apart
-- safe
--= safe
CREATE TABLE bookings_apart (room int NOT NULL, nights int4range NOT NULL, EXCLUDE USING gist (int4range(room, room + 1) WITH &&, nights WITH &&));
--> bookings_apart: created
