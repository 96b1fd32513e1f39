package dev.holdfast.postgres.driver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Reads a result of any size in a heap of a fixed one: so many rows at a time, from a portal that
 * the server keeps open.
 *
 * <p>The driver does so only inside a transaction, and otherwise reads all rows before it shows the
 * first, whatever its fetch size: outside, the portal would be gone with its statement. So this
 * opens a transaction, read-only, and ends it.
 *
 * <p>Limits: one row must fit as it is; the transaction lasts as long as the reading, and keeps
 * VACUUM from rows that die meanwhile; the statement is one query, and its consumer does not use
 * the same connection.
 *
 * <p>Immutable, thread-safe; what the consumer throws ends the reading and is passed on. Source:
 * pgjdbc, query.md, "Getting results based on a cursor".
 */
public final class StreamingRead {
  private final DataSource dataSource;
  private final int rowsAtATime;

  /**
   * @param rowsAtATime in memory; a round trip each
   */
  public StreamingRead(DataSource dataSource, int rowsAtATime) {
    if (rowsAtATime < 1) {
      throw new IllegalArgumentException(
          "rowsAtATime is %d; at least 1 is needed, and the driver reads 0 as all of them"
              .formatted(rowsAtATime));
    }
    this.dataSource = dataSource;
    this.rowsAtATime = rowsAtATime;
  }

  /** Shows the consumer each row, in order; returns how many there were. */
  public long forEach(String sql, Consumer consumer) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // without it the driver ignores the fetch size
      connection.setReadOnly(true);
      try (PreparedStatement query =
          connection.prepareStatement(
              sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
        query.setFetchSize(rowsAtATime);
        long read = 0;
        try (ResultSet rows = query.executeQuery()) {
          for (; rows.next(); read++) {
            consumer.row(rows);
          }
        }
        return read;
      } finally {
        connection.rollback(); // nothing was written
        connection.setReadOnly(false); // as the pool lent it
        connection.setAutoCommit(true);
      }
    }
  }

  /** What is done with a row; it must not keep the result set. */
  @FunctionalInterface
  public interface Consumer {
    void row(ResultSet row) throws SQLException;
  }
}
