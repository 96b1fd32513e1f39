package dev.holdfast.caching.examples.catalogue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.caching.examples.Answer;
import dev.holdfast.caching.examples.Figures;
import dev.holdfast.caching.examples.Http;
import dev.holdfast.caching.examples.Request;
import dev.holdfast.caching.examples.Schema;
import dev.holdfast.caching.redis.CallBreaker;
import dev.holdfast.caching.redis.FailFast;
import dev.holdfast.caching.stampede.LoadException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue as a service: {@code GET} and {@code PUT} of {@code /products/{id}}, and {@code GET
 * /figures}.
 *
 * <p>It needs its database to start, and Redis neither then nor later. A product that cannot be
 * read or written just now is answered with 503.
 */
final class Catalogue implements AutoCloseable {
  static final int CONNECTIONS = 10; // the most queries at once
  private static final Duration PATIENCE = Duration.ofSeconds(5); // for a connection, and a query
  private static final int FAILURES = 5;
  private static final Duration PROBE_AFTER = Duration.ofSeconds(1);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);
  private static final int UNAVAILABLE = 503;

  /** A hundred times as long as an answer takes: a slow Redis is worth no more. */
  private static final FailFast REDIS = new FailFast(Duration.ofMillis(150), Duration.ofSeconds(1));

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final HikariDataSource pool;
  private final RedisClient redis;
  private final Products products;
  private final Http http;

  /** What is asked of a product that is saved; its id stands in the path. */
  record Asked(@Nullable String name, long cents) {}

  /**
   * Starts it.
   *
   * @param port 0 for any that is free
   * @param database its URL, with user and password
   * @param products {@code CachedProducts::new}
   */
  Catalogue(int port, String database, RedisURI cache, Function<Products.Ground, Products> products)
      throws SQLException, IOException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.addDataSourceProperty("socketTimeout", PATIENCE.toSeconds());
    pool = new HikariDataSource(config);
    redis = RedisClient.create(cache);
    redis.setOptions(REDIS.options());
    try {
      Schema.create(pool, Catalogue.class);
      ProductTable table = new ProductTable(pool);
      var breaker = new CallBreaker(FAILURES, PROBE_AFTER, System::nanoTime, meters);
      this.products =
          products.apply(
              new Products.Ground(table, new FirstUse<>(redis::connect), breaker, meters));
      http =
          new Http("localhost", port)
              .on("GET", "/products/{id}", this::find)
              .on("PUT", "/products/{id}", this::save)
              .on("GET", "/figures", _ -> Answer.ok(figures()))
              .start();
    } catch (SQLException | IOException | RuntimeException e) {
      release();
      throw e;
    }
  }

  int port() {
    return http.port();
  }

  Map<String, Double> figures() {
    return Figures.of(meters);
  }

  @Override
  public void close() {
    http.close();
    products.close();
    release();
  }

  private void release() {
    redis.shutdown(Duration.ZERO, CLOSED_WITHIN);
    pool.close();
  }

  private Answer find(Request request) throws InterruptedException {
    long id = Long.parseLong(request.path("id"));
    try {
      Product product = products.find(id);
      return product == null ? Answer.error(404, "no product " + id) : Answer.ok(product);
    } catch (LoadException | SQLException _) {
      return Answer.error(UNAVAILABLE, "the product cannot be read now, try again");
    }
  }

  private Answer save(Request request) throws IOException {
    Asked asked = request.body(Asked.class);
    String name = asked.name();
    if (name == null) {
      throw new IllegalArgumentException("there is no name: give one");
    }
    Product product = new Product(Long.parseLong(request.path("id")), name, asked.cents());
    try {
      products.save(product);
      return Answer.ok(product);
    } catch (SQLException _) {
      return Answer.error(UNAVAILABLE, "the product cannot be saved now, try again");
    }
  }
}
