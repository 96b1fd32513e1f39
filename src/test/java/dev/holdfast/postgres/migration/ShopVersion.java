package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One version of an application, with its own idea of where a price is; its caller speaks of cents
 * either way.
 */
final class ShopVersion implements AutoCloseable {
  /** Classes of errors that are the schema's: a constraint was violated, a column is not there. */
  private static final List<String> REFUSED = List.of("23", "42");

  private final Connection connection;
  private final String update;
  private final String insert;
  private final String read;

  /**
   * @param update a statement with the cents and the row's id
   * @param insert the same for a new row
   * @param cents an expression over a row of {@code items}
   */
  ShopVersion(
      PGSimpleDataSource dataSource, String application, String update, String insert, String cents)
      throws SQLException {
    dataSource.setApplicationName(application);
    this.connection = dataSource.getConnection();
    this.update = update;
    this.insert = insert;
    this.read = "SELECT (" + cents + ")::bigint FROM items WHERE id = ?";
  }

  /** Whether exactly the one row was changed; not, when the database refused what was asked. */
  boolean update(long id, long cents) throws SQLException {
    return write(update, id, cents);
  }

  /** Whether the row was added, likewise. */
  boolean insert(long id, long cents) throws SQLException {
    return write(insert, id, cents);
  }

  private boolean write(String sql, long id, long cents) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, cents);
      statement.setLong(2, id);
      return statement.executeUpdate() == 1;
    } catch (SQLException e) {
      if (REFUSED.stream().noneMatch(e.getSQLState()::startsWith)) {
        throw e;
      }
      return false;
    }
  }

  /** The cents that it sees, or -1 where it sees no row. */
  long read(long id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(read)) {
      statement.setLong(1, id);
      ResultSet rows = statement.executeQuery();
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
