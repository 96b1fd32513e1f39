package dev.holdfast.caching.examples.catalogue;

import dev.holdfast.harness.environment.Postgres;
import io.lettuce.core.RedisURI;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.postgresql.ds.PGSimpleDataSource;

/** Processes of one catalogue, its customers, and what the database says of it. */
final class Shop implements AutoCloseable {
  static final int PRODUCTS = 10;

  /** All at once, and far more than products: what each request costs shows. */
  static final int CROWD = 200;

  private final Postgres postgres;
  private final List<Catalogue> processes = new ArrayList<>();

  Shop(
      int processes,
      Postgres postgres,
      RedisURI redis,
      Function<Products.Ground, Products> products)
      throws SQLException, IOException {
    this.postgres = postgres;
    postgres.execute("CREATE EXTENSION pg_stat_statements");
    for (int i = 0; i < processes; i++) {
      this.processes.add(new Catalogue(0, url(postgres), redis, products));
    }
  }

  /** Has each product cached, and each process connected to Redis. */
  void warm() {
    if (visit() < PRODUCTS * processes.size()) {
      throw new IllegalStateException("a product cannot be had, and all is well");
    }
  }

  /** Asks each process for each product, one after the other; how many were got. */
  int visit() {
    int right = 0;
    for (int customer = 0; customer < PRODUCTS * processes.size(); customer++) {
      right += right(customer) ? 1 : 0;
    }
    return right;
  }

  /** Sends a crowd, each of whom asks for one product. */
  Crowd crowd() {
    return new Crowd(this);
  }

  /** How often the database was asked for a product, by its own count. */
  long queries() throws SQLException {
    return postgres.number(
        """
        SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s
        JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
        WHERE query LIKE '%s%%'
        """
            .formatted(ProductTable.FIND.replace("?", "")));
  }

  /** Lets no query for a product end before the connection is closed. */
  Connection hold() throws SQLException {
    Connection connection = postgres.dataSource().getConnection();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("LOCK TABLE product IN ACCESS EXCLUSIVE MODE");
    }
    return connection;
  }

  /** Whether all processes gave Redis up for now. */
  boolean gaveUp() {
    return processes.stream()
        .allMatch(process -> process.figures().getOrDefault("cache.breaker.open", 0.0) > 0);
  }

  @Override
  public void close() {
    processes.forEach(Catalogue::close);
  }

  /** Whether the customer of this number gets a product: each one from each process in turn. */
  private boolean right(int customer) {
    int id = 1 + customer % PRODUCTS;
    Catalogue process = processes.get(customer / PRODUCTS % processes.size());
    Response response =
        RestAssured.given()
            .baseUri("http://localhost")
            .port(process.port())
            .get("/products/{id}", id);
    return response.statusCode() == 200 && response.jsonPath().getLong("cents") == 100L * id;
  }

  private static String url(Postgres postgres) {
    PGSimpleDataSource source = postgres.dataSource();
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(
            source.getServerNames()[0],
            source.getPortNumbers()[0],
            source.getDatabaseName(),
            source.getUser(),
            source.getPassword());
  }

  /** Customers who have all been let go at once. */
  static final class Crowd implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Boolean>> customers = new ArrayList<>();

    private Crowd(Shop shop) {
      for (int i = 0; i < CROWD; i++) {
        int customer = i;
        customers.add(threads.submit(() -> shop.right(customer)));
      }
    }

    /** How many got their product, once all have been answered. */
    int right() throws Exception {
      int right = 0;
      for (Future<Boolean> customer : customers) {
        right += customer.get() ? 1 : 0;
      }
      return right;
    }

    @Override
    public void close() {
      threads.close();
    }
  }
}
