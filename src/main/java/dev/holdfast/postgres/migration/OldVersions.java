package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds who still is an old version: sessions with its application name; sessions that have written
 * as it does, whatever their name; and such writes of the last {@code quiet}, which come through a
 * pooler's sessions or reconnect each time.
 *
 * <p>Limit: one that is not connected and has not written for {@code quiet} is not seen, nor one
 * that only reads, under another name. Its role must see other sessions (pg_monitor).
 *
 * @param application the application_name of the old version
 * @param quiet longer than the longest time that an old version idles without a connection
 */
public record OldVersions(String application, Duration quiet) {
  /** The trigger notes a session's writes no more often, to spare row versions. */
  private static final Duration NOTED_EVERY = Duration.ofMillis(100);

  private static final String SIGNS =
      """
      SELECT string_agg(DISTINCT sign, ', ') FROM (
        SELECT format('%s is connected (pid %s)', application_name, pid) AS sign
          FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = ?
        UNION ALL
        SELECT format('%s has written {old} and is connected (pid %s)', application, pid)
          FROM {writers} JOIN pg_stat_activity live USING (pid) WHERE live.backend_start = began
        UNION ALL
        SELECT format('%s wrote {old} at %s', application, last_write)
          FROM {writers} WHERE last_write > clock_timestamp() - ? * interval '1 ms') signs""";

  public OldVersions {
    if (quiet.toMillis() < 1) {
      throw new IllegalArgumentException(
          "quiet is " + quiet + "; it must be at least 1 ms, and a day where jobs run nightly");
    }
  }

  /** What shows that one is alive; empty when nothing does. */
  Optional<String> signs(Connection connection, ColumnPair pair) throws SQLException {
    try (PreparedStatement question = connection.prepareStatement(pair.sql(SIGNS))) {
      question.setString(1, application);
      question.setLong(2, quiet.plus(NOTED_EVERY).toMillis());
      ResultSet rows = question.executeQuery();
      rows.next();
      return Optional.ofNullable(rows.getString(1));
    }
  }
}
