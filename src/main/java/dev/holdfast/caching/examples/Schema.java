package dev.holdfast.caching.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** An application's own tables: the {@code schema.sql} beside one of its classes. */
public final class Schema {
  /** Of processes that start at once each waits for the one before; any number of its own does. */
  private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7065)";

  private Schema() {}

  /** Runs it, in one transaction; it is such that it may be run again. */
  public static void create(DataSource database, Class<?> beside) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(ONE_AT_A_TIME);
      statement.execute(text(beside));
      connection.commit();
    }
  }

  private static String text(Class<?> beside) {
    try (InputStream sql = beside.getResourceAsStream("schema.sql")) {
      if (sql == null) {
        throw new IllegalStateException(
            "there is no schema.sql beside %s: the build left it out".formatted(beside));
      }
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("schema.sql beside %s cannot be read".formatted(beside), e);
    }
  }
}
