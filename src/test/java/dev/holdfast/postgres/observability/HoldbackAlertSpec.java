package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.environment.Prometheus;
import dev.holdfast.harness.environment.Prometheus.Sample;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Does Prometheus tell what holds a server back while there is something to be done? */
@Specification(Outline.POSTGRES_OBSERVABILITY)
class HoldbackAlertSpec {
  static final Duration IDLE = Duration.ofMillis(500); // longer than any step in here
  static final Duration GIVES_UP = Duration.ofSeconds(30); // HikariCP's own; no pool is full here
  static final Duration SOON = Duration.ofSeconds(10);
  static final int ENOUGH = 5; // scrapes: an alert that is due fires after one or two

  @Claim(
      says =
          "Prometheus raises the alert on a transaction that its client has forgotten while it is"
              + " open",
      limit = "of the application's own database; a transaction that is busy all the time is none",
      source = "PostgreSQL 18 manual, section 27.2.3, pg_stat_activity; section 24.1.5")
  class AForgottenTransactionRaisesAnAlert implements Experiment<Alerting, Open> {
    static final String IDLE_FOR = "postgres_transactions_idle_seconds";

    /** Milliseconds, by the server's clock; none is open where it is -1. */
    static final String OPEN_FOR =
        """
        SELECT coalesce(max(extract(epoch FROM clock_timestamp() - state_change) * 1000), -1)
        FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'""";

    final Postgres postgres;
    final Processes processes;
    final Prometheus prometheus;
    final Faults faults;

    AForgottenTransactionRaisesAnAlert(
        Postgres postgres, Processes processes, Prometheus prometheus, Faults faults) {
      this.postgres = postgres;
      this.processes = processes;
      this.prometheus = prometheus;
      this.faults = faults;
    }

    @Subject({ForgottenTransactions.class, AlertRules.class})
    Alerting idle_longer_than_its_limit() {
      return Alerting.shipped("TransactionForgotten", GIVES_UP);
    }

    @Control(differs = "looks at how many connections are in use")
    Alerting connections_in_use() {
      return new Alerting(NaiveAlerts.CONNECTIONS_IN_USE, "ManyConnections");
    }

    @Override
    public Open run(Alerting alerting) throws Exception {
      prometheus.watch(
          alerting.rules(),
          HousekeepingMain.start(processes, postgres, IDLE, "unused_", Long.MAX_VALUE));
      try (Fault _ = faults.begin("a transaction is forgotten", "the database", this::begin)) {
        Awaitility.await("idle for longer than the limit, as the server sees it")
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .until(() -> isNoneOrOverdue(postgres.number(OPEN_FOR)));
        prometheus.awaitScrapes(ENOUGH);
        double shown = // before the server is asked, so no more than it says
            prometheus.samples(IDLE_FOR).stream().mapToDouble(Sample::value).max().orElse(0);
        return new Open(alerting.fired(prometheus), shown, postgres.number(OPEN_FOR));
      }
    }

    private AutoCloseable begin() throws SQLException {
      Connection connection = postgres.dataSource().getConnection();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT pg_current_xact_id()");
      }
      return connection;
    }

    private static boolean isNoneOrOverdue(long millis) {
      return millis < 0 || millis > IDLE.toMillis();
    }

    @Override
    public void holds(Open seen) {
      assertThat(seen.fired()).isEqualTo(seen.openFor() > IDLE.toMillis());
      assertThat(seen.shown() * 1000).isLessThanOrEqualTo(Math.max(seen.openFor(), 0));
    }

    @Override
    public void breaks(Open seen) {
      assertThat(seen.fired()).isFalse();
      assertThat(seen.openFor()).isGreaterThan(IDLE.toMillis());
    }

    @Override
    public void felt(Open seen) {
      assertThat(seen.openFor()).isGreaterThan(IDLE.toMillis());
    }

    @Override
    public String figure(Open seen) {
      return seen.fired() ? "alert while it is open" : "no alert";
    }
  }

  @Claim(
      says =
          "Prometheus raises the alert on a slot that nobody reads at least one scrape before the"
              + " slot is dropped",
      limit = "a burst of WAL that is larger than half the limit drops it between two rounds",
      source = "PostgreSQL 18 manual, sections 26.2.6 and 52.20, pg_replication_slots")
  class AnAbandonedSlotIsToldBeforeItIsDropped implements Experiment<Alerting, Told> {
    static final long LIMIT = 4 << 20; // bytes, of which the alert lets half pass

    /** Beyond the half with the second, beyond all with the fourth. */
    static final long BURST = LIMIT * 3 / 10;

    static final int BURSTS = 4;
    static final int PAUSE = 3; // scrapes after each: a round, an evaluation, and one to spare
    static final String SLOT = "told_"; // all arms use one cluster, one after another
    static final String DROPPED = "postgres_slots_dropped_total";

    final Postgres postgres;
    final Processes processes;
    final Prometheus prometheus;
    final Faults faults;
    final String slot = SLOT + Long.toHexString(System.nanoTime());

    AnAbandonedSlotIsToldBeforeItIsDropped(
        Postgres postgres, Processes processes, Prometheus prometheus, Faults faults) {
      this.postgres = postgres;
      this.processes = processes;
      this.prometheus = prometheus;
      this.faults = faults;
    }

    @Subject({AbandonedSlots.class, AlertRules.class})
    Alerting half_of_its_limit() {
      return Alerting.shipped("SlotHoldsBackWal", GIVES_UP);
    }

    @Control(differs = "looks at how many connections are in use")
    Alerting connections_in_use() {
      return new Alerting(NaiveAlerts.CONNECTIONS_IN_USE, "ManyConnections");
    }

    @Override
    public Told run(Alerting alerting) throws Exception {
      prometheus.watch(
          alerting.rules(), HousekeepingMain.start(processes, postgres, IDLE, SLOT, LIMIT));
      postgres.execute("CHECKPOINT"); // a slot begins at the last one
      postgres.number(
          "SELECT 1 FROM pg_create_physical_replication_slot('%s', true)".formatted(slot));
      try {
        boolean isRead = faults.instead("nobody reads the slot", true, false);
        long read = postgres.number(OF_THIS.formatted(BYTES.formatted("restart_lsn"), slot));
        long mostUnread = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
          long written = postgres.number("SELECT " + BYTES.formatted(WRITE));
          mostUnread = Math.max(mostUnread, written - read);
          if (isRead) {
            postgres.number(OF_THIS.formatted(ADVANCE, slot));
            read = written;
          }
          prometheus.awaitScrapes(PAUSE);
        }
        Alerting.Beside dropped = alerting.beside(prometheus, DROPPED);
        return new Told(
            dropped.fired(),
            (int) dropped.after().stream().filter(count -> count == 0).count(),
            (long) dropped.most(),
            mostUnread,
            1 - postgres.number(OF_THIS.formatted("count(*)", slot)));
      } finally {
        postgres.number(OF_THIS.formatted("count(pg_drop_replication_slot(slot_name))", slot));
      }
    }

    /** A burst, which is on disk when its transaction ends: the position behind it. */
    static final String WRITE =
        "pg_logical_emit_message(true, 'load', repeat('x', %d))".formatted(BURST);

    static final String ADVANCE =
        "count(pg_replication_slot_advance(slot_name, pg_current_wal_lsn()))";

    /** Of all WAL that was ever written, up to a position. */
    static final String BYTES = "pg_wal_lsn_diff(%s, '0/0')";

    static final String OF_THIS = "SELECT %s FROM pg_replication_slots WHERE slot_name = '%s'";

    @Override
    public void holds(Told seen) {
      assertThat(seen.fired()).isEqualTo(seen.mostUnread() > LIMIT / 2);
      assertThat(seen.dropped()).isEqualTo(seen.mostUnread() > LIMIT ? 1 : 0);
      assertThat(seen.counted()).isEqualTo(seen.dropped());
      if (seen.fired()) {
        assertThat(seen.scrapesToSpare()).isPositive();
      }
    }

    @Override
    public void breaks(Told seen) {
      assertThat(seen.mostUnread()).isGreaterThan(LIMIT);
      assertThat(seen.fired()).isFalse();
    }

    @Override
    public void felt(Told seen) {
      assertThat(seen.mostUnread()).isGreaterThan(LIMIT);
    }

    @Override
    public String figure(Told seen) {
      return seen.fired()
          ? "alert %d scrapes before the drop".formatted(seen.scrapesToSpare())
          : "no alert, %d dropped".formatted(seen.dropped());
    }
  }

  /**
   * @param fired while it was open
   * @param shown seconds idle, the most that a scrape had
   * @param openFor milliseconds idle by the server's account, when all that was read
   */
  record Open(boolean fired, double shown, long openFor) {}

  /**
   * @param scrapesToSpare after the alert that show no slot dropped
   * @param counted slots dropped, as a scrape shows it
   * @param mostUnread bytes of WAL behind the slot's reader, by the server's positions
   */
  record Told(boolean fired, int scrapesToSpare, long counted, long mostUnread, long dropped) {}
}
