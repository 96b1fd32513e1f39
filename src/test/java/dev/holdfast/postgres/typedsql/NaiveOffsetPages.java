package dev.holdfast.postgres.typedsql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Pages by number: so many rows from the front are left out. */
final class NaiveOffsetPages {
  private final DataSource dataSource;
  private final KeysetPages.Listing listing;
  private final int size;
  private int number;

  NaiveOffsetPages(DataSource dataSource, KeysetPages.Listing listing, int size) {
    this.dataSource = dataSource;
    this.listing = listing;
    this.size = size;
  }

  List<Long> next() throws SQLException {
    String sql =
        "SELECT %s FROM %s ORDER BY %s, %s LIMIT ? OFFSET ?"
            .formatted(listing.columns(), listing.table(), listing.sort(), listing.id());
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, size);
      query.setInt(2, size * number++);
      List<Long> ids = new ArrayList<>();
      ResultSet rows = query.executeQuery();
      while (rows.next()) {
        ids.add(rows.getLong("id"));
      }
      return ids;
    }
  }
}
