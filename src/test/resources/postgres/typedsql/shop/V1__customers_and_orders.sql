CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  forgotten timestamptz
);

CREATE TYPE order_state AS ENUM ('open', 'paid', 'sent');

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  state order_state NOT NULL DEFAULT 'open',
  total numeric(12, 2) NOT NULL CHECK (total >= 0),
  placed timestamptz NOT NULL DEFAULT now()
);

-- What a reader of one customer's open orders needs; no other server's language has it.
CREATE INDEX orders_open ON orders (customer_id, placed) WHERE state = 'open';
