package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** Bounds the wait for the lock, and not what is done under it. */
final class NaiveLockTimeout {
  private final DataSource dataSource;
  private final Duration lockTimeout;

  NaiveLockTimeout(DataSource dataSource, Duration lockTimeout) {
    this.dataSource = dataSource;
    this.lockTimeout = lockTimeout;
  }

  void apply(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '%dms'".formatted(lockTimeout.toMillis()));
      statement.execute(sql);
    }
  }
}
