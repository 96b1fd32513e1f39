package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Other ways to commit than {@link DurableCommit}, each of which leaves one thing out. */
final class NaiveCommit {
  private NaiveCommit() {}

  /** Waits for nobody. */
  static void locally(DataSource dataSource, Duration patience, DurableCommit.Work work)
      throws SQLException {
    var _ = commit(dataSource, "local", patience, work);
  }

  /** Takes the commit's return for its confirmation, whatever the server warned of. */
  static void unread(DataSource dataSource, Duration patience, DurableCommit.Work work)
      throws SQLException {
    var _ = commit(dataSource, "on", patience, work);
  }

  /** Reads the warning, but does not ask whether a standby is named at all. */
  static void unasked(DataSource dataSource, Duration patience, DurableCommit.Work work)
      throws SQLException {
    SQLWarning warning = commit(dataSource, "on", patience, work);
    if (warning != null) {
      throw new NotDurableException("no standby confirmed", warning);
    }
  }

  private static @Nullable SQLWarning commit(
      DataSource dataSource, String synchronous, Duration patience, DurableCommit.Work work)
      throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL synchronous_commit = " + synchronous);
      work.on(connection);
      statement.setQueryTimeout(Math.toIntExact(patience.toSeconds()));
      statement.execute("COMMIT");
      return statement.getWarnings();
    }
  }
}
