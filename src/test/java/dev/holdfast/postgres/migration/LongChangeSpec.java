package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.OlderPostgres;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** For how long can a change hold its table that turns out to be more than a moment's work? */
@Specification(Outline.POSTGRES_MIGRATION)
class LongChangeSpec {

  @Claim(
      says =
          "Where the server knows no limit for a transaction, a statement that takes long under its"
              + " lock is ended at the limit all the same, and writers go on",
      limit =
          "the way of servers before PostgreSQL 17, proven on one of them: each statement is"
              + " bounded, not their sum",
      source =
          "PostgreSQL 16 and 17 manuals, section 20.11: statement_timeout, transaction_timeout")
  class AnOlderServerEndsALongStatementToo implements Experiment<Migration, Seen> {
    static final int TRANSACTION_TIMEOUT = 17; // servers from this version on have it
    static final int WRITERS = 4; // any number: one lock stops them all
    static final Duration LIMIT = Duration.ofSeconds(1); // to look at it in; nothing waits else
    static final Duration PATIENCE = LIMIT.multipliedBy(2); // then it is not ended any more
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step on a slow host
    static final int GATE = 1; // the number of the advisory lock
    static final String MIGRATOR = "migrator";

    static final String CHANGE =
        "ALTER TABLE orders ADD CONSTRAINT positive CHECK (slowly() AND total > 0)";

    final Postgres postgres;
    final Faults faults;

    AnOlderServerEndsALongStatementToo(OlderPostgres older, Faults faults) throws SQLException {
      this.postgres = older.before(TRANSACTION_TIMEOUT);
      this.faults = faults;
    }

    @Subject({BoundedTransaction.class, LockTimeoutRetrier.class})
    Migration each_statement_bounded() {
      var bounded = new BoundedTransaction(LIMIT.dividedBy(2), LIMIT);
      var options = new LockTimeoutRetrier.Options(bounded, LIMIT, 1);
      return new LockTimeoutRetrier(
              migrator(), options, Pause.interruptible(), new SimpleMeterRegistry())
          ::apply;
    }

    @Control(differs = "bounds the wait for its lock, and not the work under it")
    Migration lock_timeout_alone() {
      return new NaiveLockTimeout(migrator(), LIMIT.dividedBy(2))::apply;
    }

    @Override
    public Seen run(Migration migration) throws Exception {
      postgres.execute(
          """
          CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL);
          INSERT INTO orders VALUES (0, 1);
          CREATE FUNCTION slowly() RETURNS boolean LANGUAGE plpgsql SET lock_timeout = 0 AS $$
            BEGIN
              IF current_setting('application_name') = '%s' THEN
                PERFORM pg_advisory_xact_lock_shared(%d);
              END IF;
              RETURN true;
            END $$"""
              .formatted(MIGRATOR, GATE));
      try (Stops stops = new Stops(postgres.dataSource(), List.of());
          ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
          Writers writers = new Writers(postgres.dataSource())) {
        Future<String> change;
        var tookLong = new AtomicBoolean();
        int blocked;
        try (Fault slow =
            faults.begin("the change takes long", "orders", () -> stops.stopAt(GATE))) {
          Future<String> running = thread.submit(() -> refusal(migration));
          change = running;
          slow.awaitFelt(
              SOON,
              () -> {
                tookLong.set(stops.isAt(GATE));
                return tookLong.get();
              });
          long began = System.nanoTime();
          Awaitility.await("its end, or the end of patience")
              .atMost(PATIENCE.plus(SOON))
              .pollDelay(Duration.ZERO)
              .until(() -> running.isDone() || System.nanoTime() - began > PATIENCE.toNanos());
          blocked = writers.write(orders()).blockedBy(MIGRATOR);
        }
        return new Seen(tookLong.get(), blocked, writers.written(), change.get());
      }
    }

    private PGSimpleDataSource migrator() {
      PGSimpleDataSource dataSource = postgres.dataSource();
      dataSource.setApplicationName(MIGRATOR);
      return dataSource;
    }

    private List<String> orders() {
      return IntStream.rangeClosed(1, WRITERS)
          .mapToObj("INSERT INTO orders VALUES (%d, 1)"::formatted)
          .toList();
    }

    /** The SQLSTATE that the change was ended with; empty when it was done. */
    private static String refusal(Migration migration) throws Exception {
      try {
        migration.apply(CHANGE);
        return "";
      } catch (SQLException e) {
        return String.valueOf(e.getSQLState());
      }
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.writersBlocked()).isZero();
      assertThat(seen.rowsWritten()).isEqualTo(WRITERS);
      assertThat(seen.changeEndedWith()).isEqualTo(seen.tookLong() ? Seen.QUERY_CANCELED : "");
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.writersBlocked()).isEqualTo(WRITERS);
      assertThat(seen.changeEndedWith()).isEmpty();
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.tookLong()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return "%d of %d writers blocked".formatted(seen.writersBlocked(), WRITERS);
    }
  }

  /** Makes a change of the schema. */
  interface Migration {
    void apply(String sql) throws Exception;
  }

  /**
   * @param tookLong the server had the change wait in mid-work, with its lock on the table
   * @param writersBlocked that the server had wait for it when its limit was over
   * @param rowsWritten by all of them, in the end
   * @param changeEndedWith the SQLSTATE; empty when it was done
   */
  record Seen(boolean tookLong, int writersBlocked, int rowsWritten, String changeEndedWith) {
    static final String QUERY_CANCELED = "57014";
  }
}
