CREATE INDEX ${how} orders_total ON orders (total);
