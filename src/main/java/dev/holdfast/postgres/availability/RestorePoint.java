package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * A named point in a server's WAL, with what its tables held there: so that a restore is checked,
 * and not believed.
 *
 * <p>Nobody writes to the tables between their being read and the point's being set; who had begun
 * is waited for. Limits: writers wait while the tables are read, so name those that matter; a hash
 * of 64 bits tells accidents apart, not forgeries. Needs a superuser's session. Immutable,
 * thread-safe. Source: PostgreSQL 18 manual, {@code pg_create_restore_point}, and section 25.3.5,
 * "Recovering Using a Continuous Archive Backup".
 *
 * @param tables by name
 */
public record RestorePoint(String name, Map<String, Contents> tables) {
  public RestorePoint {
    tables = Map.copyOf(tables);
    if (!name.matches("[A-Za-z0-9_. -]{1,63}")) {
      throw new IllegalArgumentException(
          "\"%s\" is put into the server's configuration: 1 to 63 of A-Z, a-z, 0-9, _ . - and space"
              .formatted(name));
    }
    if (tables.isEmpty()) {
      throw new IllegalArgumentException(
          "no tables: name those whose rows a restore is to be checked by");
    }
  }

  /**
   * Writes down what the tables hold, and sets the point.
   *
   * @param tables SQL that the programmer writes, never a user
   * @param patience for transactions that write to one of them; then 55P03, and no point is set
   */
  public static RestorePoint mark(
      DataSource dataSource, String name, List<String> tables, Duration patience)
      throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL lock_timeout = '%dms'".formatted(patience.toMillis()));
      statement.execute("LOCK TABLE %s IN SHARE MODE".formatted(String.join(", ", tables)));
      var point = new RestorePoint(name, contents(statement, tables));
      statement.execute("SELECT pg_create_restore_point('%s')".formatted(name));
      connection.commit();
      return point;
    }
  }

  /**
   * How the tables of a server differ from what they held at the point; empty where they do not.
   */
  public List<String> differences(DataSource restored) throws SQLException {
    try (Connection connection = restored.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> differences = new ArrayList<>();
      contents(statement, List.copyOf(tables.keySet()))
          .forEach(
              (table, found) -> {
                if (!found.equals(tables.get(table))) {
                  differences.add(
                      "%s: %s at point %s, %s now"
                          .formatted(table, tables.get(table), name, found));
                }
              });
      return differences;
    }
  }

  private static Map<String, Contents> contents(Statement statement, List<String> tables)
      throws SQLException {
    Map<String, Contents> contents = new TreeMap<>();
    for (String table : tables) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM %s t"
                  .formatted(table))) {
        rows.next();
        contents.put(table, new Contents(rows.getLong(1), rows.getString(2)));
      }
    }
    return contents;
  }

  /**
   * @param digest of all rows, in whatever order
   */
  public record Contents(long rows, String digest) {
    @Override
    public String toString() {
      return "%d rows (digest %s)".formatted(rows, digest);
    }
  }
}
