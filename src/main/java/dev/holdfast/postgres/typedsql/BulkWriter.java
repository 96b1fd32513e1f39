package dev.holdfast.postgres.typedsql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many rows and returns their keys: a chunk is one statement with an array for each column,
 * so the network is crossed once a chunk, not once a row; and all of them are one transaction.
 *
 * <p>Limits: a chunk stands in memory on both sides; a column whose type is an array has no array
 * of itself; for millions of rows whose keys nobody asks for, COPY is faster.
 *
 * <p>Immutable, thread-safe; a failure is passed on as it came, and leaves nothing behind unless
 * the connection broke in the commit, whose outcome is unknown. Source: PostgreSQL 18 manual,
 * section 9.19, {@code unnest} of several arrays, and section 7.2.1.4, WITH ORDINALITY.
 *
 * @param <R> what is written as a row
 */
public final class BulkWriter<R> {
  private final DataSource dataSource;
  private final List<Column<R>> columns;
  private final String insert;
  private final int chunk;

  /**
   * @param table and names of columns are put into SQL: the programmer's, never a user's
   * @param key the column whose values the table makes and the writer returns; a bigint
   * @param chunk rows a statement; a few thousand of small rows
   */
  public BulkWriter(
      DataSource dataSource, String table, String key, List<Column<R>> columns, int chunk) {
    if (columns.isEmpty() || chunk < 1) {
      throw new IllegalArgumentException(
          "%d columns, chunk is %d rows; both must be at least 1".formatted(columns.size(), chunk));
    }
    this.dataSource = dataSource;
    this.columns = List.copyOf(columns);
    this.chunk = chunk;
    String names = String.join(", ", columns.stream().map(Column::name).toList());
    String arrays = String.join(", ", Collections.nCopies(columns.size(), "?"));
    this.insert =
        """
        INSERT INTO %1$s (%2$s)
          SELECT %2$s FROM unnest(%3$s) WITH ORDINALITY AS given(%2$s, place_in_chunk)
          ORDER BY place_in_chunk
        RETURNING %4$s"""
            .formatted(table, names, arrays, key);
  }

  /** Writes all of them, or none. Returns their keys, in the order of the rows. */
  public List<Long> insert(List<R> rows) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // the whole list is one transaction, not each chunk
      try (PreparedStatement statement = connection.prepareStatement(insert)) {
        List<Long> keys = new ArrayList<>(rows.size());
        for (int from = 0; from < rows.size(); from += chunk) {
          keys.addAll(insert(statement, rows.subList(from, Math.min(rows.size(), from + chunk))));
        }
        connection.commit();
        return keys;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private List<Long> insert(PreparedStatement statement, List<R> rows) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      Column<R> column = columns.get(i);
      Array values =
          statement
              .getConnection()
              .createArrayOf(column.type(), rows.stream().map(column.value()).toArray());
      statement.setArray(i + 1, values);
    }
    try (ResultSet keys = statement.executeQuery()) {
      List<Long> made = new ArrayList<>(rows.size());
      while (keys.next()) {
        made.add(keys.getLong(1));
      }
      return made;
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and its transaction with it
    }
  }

  /**
   * A column to be written.
   *
   * @param type as the server calls it: {@code text}
   */
  public record Column<R>(
      String name, String type, Function<R, ? extends @Nullable Object> value) {}
}
