-- A value is added without a lock on any table; to get rid of one, its column is rewritten.
--? squawk require-enum-value-ordering; is about a value that is added without BEFORE or AFTER
--? eugene W13
-- unsafe
--= unsafe: work-under-lock
--= blocks orders: reads, row locks, writes, while it works
CREATE TYPE status_now AS ENUM ('new', 'paid', 'sent');
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
--> orders: ACCESS EXCLUSIVE
ALTER TABLE orders ALTER COLUMN state TYPE status_now USING state::text::status_now;
--> orders: ACCESS EXCLUSIVE, rewritten
-- safe
--= safe
ALTER TYPE status ADD VALUE 'sent';
