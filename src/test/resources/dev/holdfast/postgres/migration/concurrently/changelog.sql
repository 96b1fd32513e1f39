--liquibase formatted sql

--changeset holdfast:orders
CREATE TABLE orders (id serial PRIMARY KEY, total int NOT NULL);
INSERT INTO orders (total) SELECT n FROM generate_series(1, 1000) n;

--changeset holdfast:index runInTransaction:false
CREATE INDEX ${how} orders_total ON orders (total);
