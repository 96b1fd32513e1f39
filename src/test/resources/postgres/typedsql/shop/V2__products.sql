SET LOCAL lock_timeout = '250ms'; -- the reference locks orders

CREATE TABLE products (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  tags text[] NOT NULL DEFAULT '{}',
  price numeric(12, 2) NOT NULL
);

CREATE TABLE lines (
  order_id bigint NOT NULL REFERENCES orders,
  product_id bigint NOT NULL REFERENCES products,
  pieces int NOT NULL CHECK (pieces > 0),
  PRIMARY KEY (order_id, product_id)
);
