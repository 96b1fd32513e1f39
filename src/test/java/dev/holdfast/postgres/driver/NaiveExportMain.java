package dev.holdfast.postgres.driver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An export that sets the same fetch size on a connection as it comes: in auto-commit. */
final class NaiveExportMain {
  private NaiveExportMain() {}

  public static void main(String[] arguments) throws SQLException {
    Export.main(
        arguments,
        (source, sql) -> {
          try (Connection connection = source.getConnection();
              PreparedStatement query = connection.prepareStatement(sql)) {
            query.setFetchSize(Export.ROWS_AT_A_TIME);
            long read = 0;
            for (ResultSet rows = query.executeQuery(); rows.next(); read++) {
              rows.getString(2);
            }
            return read;
          }
        });
  }
}
