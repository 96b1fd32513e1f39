CREATE TABLE IF NOT EXISTS product (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  cents bigint NOT NULL CHECK (cents >= 0)
);

INSERT INTO product
SELECT id, 'Product ' || id, 100 * id FROM generate_series(1, 1000) id
ON CONFLICT DO NOTHING;
