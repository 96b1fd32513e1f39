CREATE TABLE IF NOT EXISTS price (
  id bigint PRIMARY KEY,
  cents bigint NOT NULL CHECK (cents >= 0),
  version bigint NOT NULL DEFAULT 1
);

INSERT INTO price
SELECT id, 100 * id FROM generate_series(1, 1000) id
ON CONFLICT DO NOTHING;
