package dev.holdfast.postgres.pooling;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Takes the lock for its session, does the work, and gives the lock back. */
final class NaiveSessionLock {
  private final DataSource dataSource;
  private final String name;

  NaiveSessionLock(DataSource dataSource, String name) {
    this.dataSource = dataSource;
    this.name = name;
  }

  <T> Optional<T> attempt(TransactionScopedLock.Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      if (!ask(connection, "SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
        return Optional.empty();
      }
      try {
        return Optional.of(work.in(connection));
      } finally {
        var _ = ask(connection, "SELECT pg_advisory_unlock(hashtextextended(?, 0))");
      }
    }
  }

  private boolean ask(Connection connection, String sql) throws SQLException {
    try (PreparedStatement question = connection.prepareStatement(sql)) {
      question.setString(1, name);
      ResultSet answer = question.executeQuery();
      answer.next();
      return answer.getBoolean(1);
    }
  }
}
