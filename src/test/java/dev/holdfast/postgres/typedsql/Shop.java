package dev.holdfast.postgres.typedsql;

import static generated.shop.Tables.LINES;
import static generated.shop.Tables.ORDERS;
import static generated.shop.Tables.PRODUCTS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.jooq.DSLContext;

/** A shop's typed queries, over the classes that are generated from its migrations. */
final class Shop {
  /** Where {@code ci/tables} has them from, and puts them. */
  static final GeneratedTables TABLES =
      new GeneratedTables(
          Path.of("src/test/resources/postgres/typedsql/shop"),
          Path.of("src/test/java"),
          "generated.shop");

  /** What the queries below find one row of, each. */
  static final String STOCK =
      """
      INSERT INTO customers (email) VALUES ('someone@example.org');
      INSERT INTO orders (customer_id, total, placed)
        VALUES (1, 5.00, '2026-01-01 12:00Z'), (1, 9.90, '2026-01-02 12:00Z');
      INSERT INTO products (name, price) VALUES ('lamp', 9.90);
      INSERT INTO lines VALUES (2, 1, 3)""";

  private Shop() {}

  record NewestOrder(Long customer, BigDecimal total, BigDecimal spent) {}

  record Product(Long id, String name) {}

  record Sold(Long product, BigDecimal pieces) {}

  /** The newest order of each customer, and what all of the customer's orders come to. */
  static List<NewestOrder> newestOrders(DSLContext db) {
    var byCustomer = partitionBy(ORDERS.CUSTOMER_ID);
    var ranked =
        name("ranked")
            .as(
                select(
                        ORDERS.CUSTOMER_ID,
                        ORDERS.TOTAL,
                        sum(ORDERS.TOTAL).over(byCustomer).as("spent"),
                        rowNumber()
                            .over(byCustomer.orderBy(ORDERS.PLACED.desc(), ORDERS.ID.desc()))
                            .as("place"))
                    .from(ORDERS));
    return db.with(ranked)
        .select(
            ranked.field(ORDERS.CUSTOMER_ID),
            ranked.field(ORDERS.TOTAL),
            ranked.field("spent", BigDecimal.class))
        .from(ranked)
        .where(field(name("place"), Integer.class).eq(1))
        .fetch(mapping(NewestOrder::new));
  }

  /** The products that have one of these names. */
  static List<Product> named(DSLContext db, String... names) {
    return db.select(PRODUCTS.ID, PRODUCTS.NAME)
        .from(PRODUCTS)
        .where(PRODUCTS.NAME.eq(any(names)))
        .orderBy(PRODUCTS.ID)
        .fetch(mapping(Product::new));
  }

  /** How many pieces of each product were sold. */
  static List<Sold> sold(DSLContext db) {
    return db.select(LINES.PRODUCT_ID, sum(LINES.PIECES))
        .from(LINES)
        .groupBy(LINES.PRODUCT_ID)
        .fetch(mapping(Sold::new));
  }
}
