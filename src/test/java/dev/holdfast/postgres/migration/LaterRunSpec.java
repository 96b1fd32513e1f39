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
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Where does a backfill go on when the run that began it is gone? */
@Specification(Outline.POSTGRES_MIGRATION)
class LaterRunSpec {

  @Claim(
      says =
          "When a run of a backfill dies in mid-batch, a later run goes on where it stopped, and"
              + " changes no row again that was done",
      limit = "the batch that died was rolled back, and is worked on again",
      source =
          "Kleppmann, Designing Data-Intensive Applications, chapter 11: results and offsets"
              + " committed together")
  class ALaterRunGoesOn implements Experiment<Run, Runs> {
    static final int ROWS = 2_000; // twenty batches
    static final int BATCH = 100;
    static final int KEPT = ROWS / 2; // when the first run dies, in the middle of the next batch
    static final int DIES_AT = KEPT + BATCH / 2;
    static final int MOST_RUNS = 3; // one more than it takes
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    static final BatchBackfill.Job JOB =
        new BatchBackfill.Job("cents", "items", "id", "cents = price * 100");

    static final String END_WHO_WAITS =
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_locks
        WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

    final Postgres postgres;
    final Faults faults;
    final History history;

    ALaterRunGoesOn(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({BatchBackfill.class, BoundedTransaction.class, SqlStates.class})
    Run progress_in_the_table() {
      var options =
          new BatchBackfill.Options(
              BATCH,
              new BoundedTransaction(SOON, SOON.multipliedBy(2)),
              1, // a run that loses its session is over
              Duration.ZERO);
      return new BatchBackfill(
              postgres.dataSource(),
              JOB,
              options,
              () -> {},
              Pause.interruptible(),
              new SimpleMeterRegistry())
          ::run;
    }

    @Control(differs = "how far it has come, only the run knows: a later one begins again")
    Run progress_in_the_run() {
      return new NaiveRangeBackfill(postgres.dataSource(), JOB, BATCH)::run;
    }

    @Override
    public Runs run(Run backfill) throws Exception {
      Workpiece items = new Workpiece(postgres, ROWS, List.of(DIES_AT));
      boolean died;
      boolean finished;
      long kept;
      try (Stops stops = new Stops(postgres.dataSource(), List.of(DIES_AT));
          ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Boolean> first = worker.submit(() -> finishes(1, backfill));
        stops.awaitArrival(DIES_AT, SOON);
        try (Fault killed = faults.begin("its session is ended", "the first run", this::end)) {
          killed.awaitFelt(SOON, () -> !stops.isAt(DIES_AT));
          died = !stops.isAt(DIES_AT);
          kept = items.done();
        }
        stops.letPass(DIES_AT);
        finished = first.get();
      }
      int runs = 1;
      while (!finished && runs < MOST_RUNS) {
        finished = finishes(++runs, backfill);
      }
      return new Runs(died, kept, runs, items.done(), items.doneTwice(), items.workedOn() - ROWS);
    }

    private AutoCloseable end() throws SQLException {
      postgres.number(END_WHO_WAITS);
      return () -> {};
    }

    /** Whether a run got to its end; what it died of is on the history. */
    private boolean finishes(int number, Run backfill) throws InterruptedException {
      History.Invocation run = history.invoke("run-" + number, "backfill");
      try {
        backfill.run();
        run.ok("finished");
        return true;
      } catch (SQLException | MigrationStoppedException e) {
        run.failed(e.getMessage());
        return false;
      }
    }

    @Override
    public void holds(Runs seen) {
      assertThat(seen.rowsDone()).isEqualTo(ROWS);
      assertThat(seen.rowsDoneTwice()).isZero();
      assertThat(seen.workLost()).isLessThanOrEqualTo(BATCH);
      assertThat(seen.runs()).isLessThan(MOST_RUNS);
    }

    @Override
    public void breaks(Runs seen) {
      assertThat(seen.rowsDoneTwice()).isEqualTo(KEPT);
    }

    @Override
    public void felt(Runs seen) {
      assertThat(seen.diedInMidBatch()).isTrue();
    }

    @Override
    public String figure(Runs seen) {
      return "%,d rows done in %d runs, %,d of them twice"
          .formatted(seen.rowsDone(), seen.runs(), seen.rowsDoneTwice());
    }
  }

  /** One run of a backfill, from where it knows that it has to begin. */
  interface Run {
    void run() throws SQLException, InterruptedException;
  }

  /**
   * @param diedInMidBatch as the server saw it: the first run's session was gone, and had not got
   *     past the row
   * @param keptThen rows that were done when it died
   * @param workLost changes of rows beyond one each, also those that were rolled back
   */
  record Runs(
      boolean diedInMidBatch,
      long keptThen,
      int runs,
      long rowsDone,
      long rowsDoneTwice,
      long workLost) {}
}
