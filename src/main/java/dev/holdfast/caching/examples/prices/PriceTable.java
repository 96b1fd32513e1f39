package dev.holdfast.caching.examples.prices;

import dev.holdfast.caching.multilevel.Versioned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Prices in PostgreSQL, in cents: the source of truth, which numbers the changes of each. One
 * statement a call. Thread-safe.
 */
final class PriceTable {
  private static final String FIND = "SELECT version, cents FROM price WHERE id = ?";
  private static final String CHANGE =
      "UPDATE price SET cents = ?, version = version + 1 WHERE id = ? RETURNING version, cents";

  private final DataSource database;

  PriceTable(DataSource database) {
    this.database = database;
  }

  /** Null where there is no such price. */
  @Nullable Versioned find(long id) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setLong(1, id);
      return first(query);
    }
  }

  /** What it is from now on; null where there is no such price. */
  @Nullable Versioned change(long id, long cents) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(CHANGE)) {
      update.setLong(1, cents);
      update.setLong(2, id);
      return first(update);
    }
  }

  private static @Nullable Versioned first(PreparedStatement statement) throws SQLException {
    ResultSet row = statement.executeQuery();
    return row.next() ? new Versioned(row.getLong(1), row.getString(2)) : null;
  }
}
