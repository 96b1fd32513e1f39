package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that waits for a lock because of one session, directly or behind another one that does.
 *
 * @param pid of its session
 * @param name which tells it from other requests of that session
 * @param waited since it began
 */
record WaitingRequest(int pid, String name, Duration waited) {
  private static final String WAITING =
      """
      WITH RECURSIVE waits AS MATERIALIZED (
        SELECT pid, query_start, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity
        WHERE application_name = ? AND state = 'active' AND wait_event_type = 'Lock'),
      victims AS (
        SELECT * FROM waits WHERE ? = ANY (blockers)
        UNION
        SELECT waits.* FROM waits JOIN victims ON victims.pid = ANY (waits.blockers))
      SELECT pid, pid || ' ' || query_start,
        extract(epoch FROM clock_timestamp() - query_start) * 1000
      FROM victims""";

  /** Those of the sessions of that name which wait because of the one with that pid. */
  static List<WaitingRequest> of(Connection observer, String application, int pid)
      throws SQLException {
    try (PreparedStatement question = observer.prepareStatement(WAITING)) {
      question.setString(1, application);
      question.setInt(2, pid);
      List<WaitingRequest> requests = new ArrayList<>();
      ResultSet rows = question.executeQuery();
      while (rows.next()) {
        requests.add(
            new WaitingRequest(
                rows.getInt(1), rows.getString(2), Duration.ofMillis(rows.getLong(3))));
      }
      return requests;
    }
  }
}
