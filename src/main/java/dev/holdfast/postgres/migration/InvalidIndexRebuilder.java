package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Builds an index while its table is read and written, and does not take a wreck for one: what an
 * ended build left behind is dropped and built again.
 *
 * <p>CREATE INDEX CONCURRENTLY cannot be rolled back. When its session ends in mid-build, an index
 * stays that every write maintains and no query uses; IF NOT EXISTS finds the name and reports
 * success. So this asks for {@code indisvalid}, before and after. Call it again after a failure.
 *
 * <p>One build of a name at a time, by an advisory lock of the session that is not waited for: a
 * session that waits has a snapshot, which the build would wait for in turn. Limits: a direct
 * connection, not one by a transaction pooler; a valid index of that name is taken for the one that
 * was asked for; until the next call a failed unique build refuses duplicates and costs writes.
 * Thread-safe. Source: PostgreSQL 18 manual, CREATE INDEX, "Building Indexes Concurrently".
 */
public final class InvalidIndexRebuilder {
  private final DataSource dataSource;
  private final Duration limit;

  /**
   * @param limit of one build, which the server ends then; it also waits for every transaction that
   *     is older than itself
   */
  public InvalidIndexRebuilder(DataSource dataSource, Duration limit) {
    if (limit.toMillis() < 1) {
      throw new IllegalArgumentException(
          "limit is " + limit + "; it must be at least 1 ms, and hours for a big table");
    }
    this.dataSource = dataSource;
    this.limit = limit;
  }

  /**
   * Returns when the index is there and valid.
   *
   * @throws MigrationStoppedException when another session builds it; nothing is changed then
   */
  public void apply(Index index) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true); // neither build nor drop may be in a transaction
      if (!is(connection, "SELECT pg_try_advisory_lock(hashtextextended(?, 0))", index)) {
        throw new MigrationStoppedException(
            "index %s: another session builds it; leave it to that one".formatted(index.name()));
      }
      try (Undo _ = () -> giveBack(connection, statement, index)) {
        statement.execute("SET statement_timeout = '%dms'".formatted(limit.toMillis()));
        statement.execute("SET lock_timeout = 0"); // would end the wait for old transactions
        heal(connection, statement, index);
      }
    }
  }

  private static void heal(Connection connection, Statement statement, Index index)
      throws SQLException {
    if (isValid(connection, index)) {
      return;
    }
    statement.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.qualifiedName());
    statement.execute(index.build());
    if (!isValid(connection, index)) {
      throw new MigrationStoppedException(
          "index %s was built and is not valid; see the server's log, then apply it again"
              .formatted(index.name()));
    }
  }

  private static boolean isValid(Connection connection, Index index) throws SQLException {
    return is(
        connection,
        "SELECT coalesce((SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)), false)",
        index);
  }

  /** Clean, since it may be a pool's; of a broken one, the server has ended all of this. */
  private static void giveBack(Connection connection, Statement statement, Index index)
      throws SQLException {
    statement.execute("RESET statement_timeout");
    statement.execute("RESET lock_timeout");
    is(connection, "SELECT pg_advisory_unlock(hashtextextended(?, 0))", index);
  }

  private static boolean is(Connection connection, String question, Index index)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, index.qualifiedName());
      ResultSet answer = statement.executeQuery();
      answer.next();
      return answer.getBoolean(1);
    }
  }

  private interface Undo extends AutoCloseable {
    @Override
    void close() throws SQLException;
  }

  /**
   * An index to be built; names and SQL that the programmer writes, never a user.
   *
   * @param table with its schema where that is not found by itself
   * @param definition what comes after the table: {@code (email)}, {@code USING gin (tags)}
   */
  public record Index(String name, String table, boolean unique, String definition) {
    public Index {
      if (!name.matches("[a-z0-9_]+") || !table.matches("[a-z0-9_]+(\\.[a-z0-9_]+)?")) {
        throw new IllegalArgumentException(
            "name %s and table %s are put into SQL: only a-z, 0-9 and _ are taken"
                .formatted(name, table));
      }
    }

    /** It lives in its table's schema. */
    private String qualifiedName() {
      return table.substring(0, table.indexOf('.') + 1) + name;
    }

    private String build() {
      return "CREATE %s CONCURRENTLY %s ON %s %s"
          .formatted(unique ? "UNIQUE INDEX" : "INDEX", name, table, definition);
    }
  }
}
