package dev.holdfast.caching.patterns;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A table of PostgreSQL behind a {@link WriteBehind}, in which an older write never replaces a
 * newer one: told twice, told late, or told by a writer that was paused while another took over.
 *
 * <p>Its columns are {@code key} (its primary key), {@code value}, and {@code version}, a bigint. A
 * removed key stays as a row without a value, or a late write would bring it back: whoever deletes
 * such rows keeps those that are younger than any writer can be paused. Limit: writes that come by
 * another way have to keep the version.
 *
 * <p>Costs: one transaction a batch, one statement a key. Thread-safe. Errors are JDBC's: all of
 * the batch is stored or none. Source: PostgreSQL manual, INSERT, ON CONFLICT DO UPDATE … WHERE.
 */
public final class VersionedTable implements Sink {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?");

  private static final String UPSERT =
      """
      INSERT INTO %1$s AS held (key, value, version) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version
      WHERE held.version < excluded.version""";

  private final DataSource source;
  private final String upsert;

  /**
   * @param table its name, with its schema if need be
   */
  public VersionedTable(DataSource source, String table) {
    if (!NAME.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "table is '%s': give a name of a-z, 0-9 and _, or two with a dot".formatted(table));
    }
    this.source = source;
    this.upsert = UPSERT.formatted(table);
  }

  @Override
  public void write(List<Write> writes) throws SQLException {
    // In one order for all writers, so that no two of them wait for each other.
    List<Write> sorted = writes.stream().sorted(Comparator.comparing(Write::key)).toList();
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(upsert)) {
        for (Write write : sorted) {
          statement.setString(1, write.key());
          statement.setObject(2, write.value(), Types.VARCHAR);
          statement.setLong(3, write.version());
          statement.addBatch();
        }
        var _ = statement.executeBatch();
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }
}
