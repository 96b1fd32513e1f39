package dev.holdfast.postgres.driver;

import java.sql.SQLException;

/** An export by {@link StreamingRead}. */
final class StreamingExportMain {
  private StreamingExportMain() {}

  public static void main(String[] arguments) throws SQLException {
    Export.main(
        arguments,
        (source, sql) ->
            new StreamingRead(source, Export.ROWS_AT_A_TIME).forEach(sql, row -> row.getString(2)));
  }
}
