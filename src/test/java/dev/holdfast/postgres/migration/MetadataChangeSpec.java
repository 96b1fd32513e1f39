package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Can a column that takes a millisecond to add stop the site? */
@Specification(Outline.POSTGRES_MIGRATION)
class MetadataChangeSpec {

  @Claim(
      says =
          "A metadata-only ALTER on one table never makes a query wait longer than the lock"
              + " time-out and a margin",
      limit =
          "one table: a foreign key or a partition tree waits for several locks and holds the first"
              + " meanwhile; a rewrite or a scan takes its time under the lock all the same",
      source =
          "PostgreSQL 18 manual, section 13.3.1, and lock_timeout; GitLab's with_lock_retries;"
              + " pgroll",
      flagship = true)
  class AMetadataChangeDoesNotStallTraffic implements Experiment<Migration, Stall> {
    static final Duration LOCK_TIMEOUT = Duration.ofMillis(250); // what a visitor hardly notices
    static final Duration MARGIN =
        Duration.ofMillis(500); // for two busy cores: five times their noise
    static final Duration HOLD =
        LOCK_TIMEOUT.plus(MARGIN).multipliedBy(3); // a report; long beside everything else here
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    static final int SOME = 200; // queries before and after: every client is served, many times
    static final int ENOUGH_TRIES = 60; // several times the hold, whatever the pauses

    static final String CHANGE = "ALTER TABLE orders ADD COLUMN note text";
    static final List<String> QUERIES =
        List.of(
            "SELECT total FROM orders WHERE id = 1",
            "SELECT total FROM orders WHERE id = 2",
            "UPDATE orders SET total = total + 1 WHERE id = 3",
            "INSERT INTO orders (total) VALUES (4)");

    final Postgres postgres;
    final Faults faults;
    final History history;

    AMetadataChangeDoesNotStallTraffic(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({LockTimeoutRetrier.class, BoundedTransaction.class, Pause.class})
    Migration lock_timeout_and_retry() {
      var options =
          new LockTimeoutRetrier.Options(
              new BoundedTransaction(LOCK_TIMEOUT, LOCK_TIMEOUT.plus(MARGIN)),
              LOCK_TIMEOUT,
              ENOUGH_TRIES);
      return new LockTimeoutRetrier(
              postgres.dataSource(), options, Pause.interruptible(), new SimpleMeterRegistry())
          ::apply;
    }

    @Control(differs = "waits for its lock as long as it takes")
    Migration plain_alter_table() {
      return new NaiveMigration(postgres.dataSource())::apply;
    }

    @Override
    public Stall run(Migration migration) throws Exception {
      postgres.execute("CREATE TABLE orders (id serial PRIMARY KEY, total int NOT NULL)");
      postgres.execute("INSERT INTO orders (total) SELECT n FROM generate_series(1, 1000) n");
      try (Traffic traffic = new Traffic(postgres.dataSource(), history, QUERIES).goesOnFor(SOME);
          Report report = new Report(postgres.dataSource(), "orders");
          ExecutorService migrator = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Integer> tries;
        try (Fault reading = faults.begin("a report holds the table", "orders", report)) {
          tries =
              migrator.submit(
                  () -> history.call("migrator", CHANGE, () -> migration.apply(CHANGE)));
          reading.awaitFelt(SOON, report::wasWaitedFor);
          reading.awaitFelt(HOLD.plus(SOON), () -> report.held().compareTo(HOLD) >= 0);
        }
        int tried = tries.get();
        traffic.goesOnFor(SOME);
        return new Stall(
            traffic.served(),
            traffic.failed(),
            traffic.longest(),
            report.held(),
            report.wasWaitedFor(),
            tried,
            isChanged());
      }
    }

    @Override
    public void holds(Stall seen) {
      assertThat(seen.longestQuery()).isLessThanOrEqualTo(LOCK_TIMEOUT.plus(MARGIN));
      assertThat(seen.applied()).isTrue();
      assertThat(seen.queriesFailed()).isZero();
      assertThat(seen.queries()).isGreaterThanOrEqualTo(2 * SOME);
    }

    @Override
    public void breaks(Stall seen) {
      assertThat(seen.longestQuery()).isGreaterThanOrEqualTo(HOLD.multipliedBy(9).dividedBy(10));
      assertThat(seen.tries()).isOne();
    }

    @Override
    public void felt(Stall seen) {
      assertThat(seen.changeWaitedBehindTheReport()).isTrue();
      assertThat(seen.held()).isGreaterThanOrEqualTo(HOLD);
    }

    @Override
    public String figure(Stall seen) {
      return "longest query %,d ms, %d tries"
          .formatted(seen.longestQuery().toMillis(), seen.tries());
    }

    private boolean isChanged() throws Exception {
      return 1
          == postgres.number(
              """
              SELECT count(*) FROM pg_attribute
              WHERE attrelid = 'orders'::regclass AND attname = 'note'""");
    }
  }

  /** Applies a change in the end, and says how often it tried. */
  interface Migration {
    int apply(String sql) throws Exception;
  }

  /**
   * @param held how long the report held the table against the change; zero in calm
   * @param changeWaitedBehindTheReport the server said that the change's session was blocked by the
   *     report's
   */
  record Stall(
      int queries,
      int queriesFailed,
      Duration longestQuery,
      Duration held,
      boolean changeWaitedBehindTheReport,
      int tries,
      boolean applied) {}
}
