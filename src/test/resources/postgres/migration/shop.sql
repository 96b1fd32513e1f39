-- The shop that the operations are tried on, in parts: an operation gets those whose names it says.
-- 1000 rows each: enough that the planner prefers an index where it needs a few of them.

-- orders status
CREATE TYPE status AS ENUM ('new', 'paid');
CREATE TABLE orders (
  id int NOT NULL, customer int NOT NULL, code varchar(20) NOT NULL, note text, total int NOT NULL,
  state status NOT NULL DEFAULT 'new', placed timestamptz NOT NULL DEFAULT now());
INSERT INTO orders SELECT n, n, n, 'note', n FROM generate_series(1, 1000) n;
CREATE INDEX orders_by_code ON orders (code);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
ANALYZE orders;

-- customers carts
CREATE TABLE customers (
  id int CONSTRAINT customers_pk PRIMARY KEY, email text NOT NULL, name text);
INSERT INTO customers SELECT n, n || '@example.org', 'name' FROM generate_series(1, 1000) n;
CREATE TABLE carts (
  id int CONSTRAINT carts_pk PRIMARY KEY,
  customer int NOT NULL CONSTRAINT carts_customer_fk REFERENCES customers,
  note text NOT NULL CONSTRAINT carts_note_short CHECK (length(note) < 100));
INSERT INTO carts SELECT n, 1 + n % 900, 'note' FROM generate_series(1, 1000) n;
ANALYZE customers, carts;

-- stock amount
CREATE DOMAIN amount AS int;
CREATE TABLE stock (item int CONSTRAINT stock_pk PRIMARY KEY, quantity amount NOT NULL);
INSERT INTO stock SELECT n, n FROM generate_series(1, 1000) n;
ANALYZE stock;

-- bookings totals
CREATE TABLE bookings (room int NOT NULL, nights int4range NOT NULL);
INSERT INTO bookings SELECT n, int4range(1, 3) FROM generate_series(1, 1000) n;
CREATE MATERIALIZED VIEW totals AS SELECT room, count(*) AS bookings FROM bookings GROUP BY room;
CREATE UNIQUE INDEX totals_by_room ON totals (room);
ANALYZE bookings, totals;

-- events empty_table
CREATE TABLE events (id int NOT NULL, happened date NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (0) TO (1000);
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_new (id int NOT NULL, happened date NOT NULL);
CREATE TABLE empty_table (id int NOT NULL);
INSERT INTO events SELECT n, '2026-01-01' FROM generate_series(0, 999) n;
INSERT INTO events SELECT n, '2026-01-01' FROM generate_series(2000, 2999) n;
INSERT INTO events_new SELECT n, '2026-01-01' FROM generate_series(1000, 1999) n;
ANALYZE events, events_new;
