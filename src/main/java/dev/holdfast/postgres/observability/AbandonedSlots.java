package dev.holdfast.postgres.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Drops replication slots that nobody reads any more before the WAL that the server keeps for them
 * fills its disk: those that are not connected and hold back more than a limit. A slot that is read
 * holds little back, and stays.
 *
 * <p>Limits: the reader of a dropped slot, should it come back, has to begin anew; between two
 * rounds the WAL grows on; it asks the primary. The server's {@code max_slot_wal_keep_size} is the
 * last line of defence, for all slots alike and without a word to anybody; this one is for those
 * whose name begins as given, counts and returns what it dropped, and shows before it does: {@code
 * postgres.slots.held.back} is the WAL that one of them holds back, the most, when a round begins,
 * beside {@code postgres.slots.limit}.
 *
 * <p>Its role needs REPLICATION or superuser. Thread-safe; meters hold it weakly. Source:
 * PostgreSQL 18 manual, sections 26.2.6, "Replication Slots", and 52.20, pg_replication_slots.
 */
public final class AbandonedSlots {
  private static final String OBJECT_IN_USE = "55006";
  private static final String UNDEFINED_OBJECT = "42704";

  private final DataSource dataSource;
  private final String prefix;
  private final long limit;
  private final Counter dropped;
  private volatile double heldBack = Double.NaN; // bytes

  /**
   * @param prefix of the names of slots that may be dropped
   * @param limit bytes of WAL that a slot may hold back
   */
  public AbandonedSlots(DataSource dataSource, String prefix, long limit, MeterRegistry meters) {
    if (prefix.isEmpty() || limit < 1) {
      throw new IllegalArgumentException(
          "prefix is \"%s\", limit is %d bytes; a name's beginning and at least 1 are needed"
              .formatted(prefix, limit));
    }
    this.dataSource = dataSource;
    this.prefix = prefix;
    this.limit = limit;
    this.dropped = meters.counter("postgres.slots.dropped", "prefix", prefix);
    Gauge.builder("postgres.slots.held.back", this, slots -> slots.heldBack)
        .tag("prefix", prefix)
        .baseUnit("bytes")
        .register(meters);
    Gauge.builder("postgres.slots.limit", () -> limit)
        .tag("prefix", prefix)
        .baseUnit("bytes")
        .register(meters);
  }

  /** One round, for a scheduler: returns the names of the slots that it dropped. */
  public List<String> drop() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement drop =
            connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      for (String name : abandoned(connection)) {
        drop.setString(1, name);
        try {
          drop.execute();
          names.add(name);
          dropped.increment();
        } catch (SQLException e) {
          if (!OBJECT_IN_USE.equals(e.getSQLState()) && !UNDEFINED_OBJECT.equals(e.getSQLState())) {
            throw e;
          } // its reader came back in between, or somebody else was quicker
        }
      }
    }
    return names;
  }

  /** What is to be dropped; shows what is held back meanwhile, also by those that are read. */
  private List<String> abandoned(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT slot_name, active,
              coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0) AS held
            FROM pg_replication_slots WHERE starts_with(slot_name, ?)""")) {
      query.setString(1, prefix);
      List<String> names = new ArrayList<>();
      long most = 0;
      ResultSet rows = query.executeQuery();
      while (rows.next()) {
        long held = rows.getLong("held");
        most = Math.max(most, held);
        if (!rows.getBoolean("active") && held > limit) {
          names.add(rows.getString("slot_name"));
        }
      }
      heldBack = most;
      return names;
    } catch (SQLException e) {
      heldBack = Double.NaN; // not known now
      throw e;
    }
  }
}
