package dev.holdfast.postgres.driver;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/** Maps values by their text: written as Java prints them, read as the server prints them. */
final class NaiveStrings implements ValuesSpec.Mapping {
  private static final DateTimeFormatter AS_PRINTED =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendOffset("+HH:mm:ss", "+00")
          .toFormatter();

  @Override
  public void set(PreparedStatement insert, Instant moment, List<String> texts)
      throws SQLException {
    insert.setString(1, moment.toString());
    String quoted = String.join("\n", texts).replace("\"", "\\\"").replace("\n", "\",\"");
    insert.setString(2, "{\"" + quoted + "\"}");
  }

  @Override
  public Instant moment(ResultSet row) throws SQLException {
    return OffsetDateTime.parse(row.getString("moment"), AS_PRINTED).toInstant();
  }

  @Override
  public List<String> texts(ResultSet row) throws SQLException {
    String printed = row.getString("texts");
    return List.of(printed.substring(1, printed.length() - 1).split(",", -1));
  }
}
