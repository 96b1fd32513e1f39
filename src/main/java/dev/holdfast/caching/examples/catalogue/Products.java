package dev.holdfast.caching.examples.catalogue;

import dev.holdfast.caching.redis.CallBreaker;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the catalogue comes to its products. Thread-safe. */
interface Products extends AutoCloseable {
  /**
   * The product, or null where there is none.
   *
   * @throws RuntimeException when the database could not be asked
   */
  @Nullable Product find(long id) throws SQLException, InterruptedException;

  void save(Product product) throws SQLException;

  @Override
  default void close() {}

  /**
   * What it stands on.
   *
   * @param redis connects when first asked, and throws while it cannot
   * @param breaker before each use of Redis
   */
  record Ground(
      ProductTable table,
      Supplier<StatefulRedisConnection<String, String>> redis,
      CallBreaker breaker,
      MeterRegistry meters) {}
}
