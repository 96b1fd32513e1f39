package dev.holdfast.postgres.pooling;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;

/** Closes its pool when it is told to, as a shutdown hook or a container's bean does. */
final class NaiveClosing implements AutoCloseable {
  private final HikariDataSource pool;

  NaiveClosing(HikariDataSource pool) {
    this.pool = pool;
  }

  <T> T serve(DrainingPool.Request<T> request) throws SQLException {
    return request.on(pool);
  }

  boolean isClosing() {
    return pool.isClosed();
  }

  @Override
  public void close() {
    pool.close();
  }
}
