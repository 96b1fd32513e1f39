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
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** How much of a long backfill is lost when its connection is? */
@Specification(Outline.POSTGRES_MIGRATION)
class BackfillSpec {

  @Claim(
      says =
          "A backfill whose connection is cut in mid-batch goes on where it was, and does each row"
              + " once",
      limit =
          "the connection is closed, not silent: a half-open one is noticed by the driver's"
              + " socketTimeout; the batch that was cut is worked on again",
      source =
          "Kleppmann, Designing Data-Intensive Applications, chapter 11: results and offsets"
              + " committed together; pgroll's batches",
      flagship = true)
  class ABackfillSurvivesItsConnection implements Experiment<Backfill, Progress> {
    static final int ROWS = 10_000; // twenty batches
    static final int BATCH = 500;

    /**
     * The middle of every fourth batch: five places, spread over the table, and none on the edge of
     * a batch.
     */
    static final List<Integer> CUTS =
        IntStream.of(2, 6, 10, 14, 18).mapToObj(batch -> batch * BATCH + BATCH / 2).toList();

    static final Duration RETRY_AFTER =
        Duration.ofMillis(20); // often within an outage, so that it is over soon
    static final int ENOUGH_TRIES = 200; // many times the longest outage here
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host
    static final String LOOK_FOR_CLIENT =
        "-c client_connection_check_interval=20"; // ms: the server notices the cut at once

    static final BatchBackfill.Job JOB =
        new BatchBackfill.Job("cents", "items", "id", "cents = price * 100");

    final Postgres postgres;
    final Faults faults;
    final History history;
    final Link link;

    ABackfillSurvivesItsConnection(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.link = faults.link(postgres.upstream());
    }

    @Subject({BatchBackfill.class, BoundedTransaction.class, SqlStates.class})
    Backfill progress_in_the_transaction_of_the_batch() {
      var options =
          new BatchBackfill.Options(
              BATCH, new BoundedTransaction(SOON, SOON.multipliedBy(2)), ENOUGH_TRIES, RETRY_AFTER);
      return new BatchBackfill(
              byLink(), JOB, options, () -> {}, Pause.interruptible(), new SimpleMeterRegistry())
          ::run;
    }

    @Control(differs = "one transaction for the whole table, begun again when it is lost")
    Backfill one_update() {
      return new NaiveBackfill(byLink(), JOB, ENOUGH_TRIES, RETRY_AFTER)::run;
    }

    @Override
    public Progress run(Backfill backfill) throws Exception {
      Workpiece items = new Workpiece(postgres, ROWS, CUTS);
      List<Long> kept = new ArrayList<>();
      int lostInMidBatch = 0;
      try (Stops stops = new Stops(postgres.dataSource(), CUTS);
          ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> end =
            worker.submit(() -> history.call("backfill", "backfill", () -> done(backfill)));
        for (int row : CUTS) {
          stops.awaitArrival(row, SOON);
          try (Fault cut = faults.outage(link)) {
            cut.awaitFelt(SOON, () -> !stops.isAt(row));
            lostInMidBatch += stops.isAt(row) ? 0 : 1;
          }
          kept.add(items.done());
          history.invoke("table", "rows done").ok(String.valueOf(kept.getLast()));
          stops.letPass(row);
        }
        end.get();
      }
      return new Progress(
          CUTS, lostInMidBatch, kept, items.done(), items.doneTwice(), items.workedOn() - ROWS);
    }

    @Override
    public void holds(Progress seen) {
      assertThat(seen.rowsDone()).isEqualTo(ROWS);
      assertThat(seen.rowsDoneTwice()).isZero();
      assertThat(seen.workLost()).isLessThanOrEqualTo((long) CUTS.size() * BATCH);
    }

    @Override
    public void breaks(Progress seen) {
      assertThat(seen.keptAtEachCut()).containsOnly(0L);
      assertThat(seen.workLost()).isEqualTo(CUTS.stream().mapToLong(Integer::longValue).sum());
    }

    @Override
    public void felt(Progress seen) {
      assertThat(seen.sessionsLostInMidBatch()).isEqualTo(CUTS.size());
    }

    @Override
    public String figure(Progress seen) {
      return "%,d rows worked on in vain; kept at each cut %s"
          .formatted(seen.workLost(), seen.keptAtEachCut());
    }

    private DataSource byLink() {
      var source = postgres.dataSource(link);
      source.setOptions(LOOK_FOR_CLIENT);
      return source;
    }

    private static String done(Backfill backfill) throws Exception {
      backfill.run();
      return "done";
    }
  }

  /** Gives every row its new value, however often it has to begin. */
  interface Backfill {
    void run() throws Exception;
  }

  /**
   * @param cutAtRows in whose change the connection was cut, or would have been
   * @param sessionsLostInMidBatch as the server saw it: the session was gone, and had not got past
   *     the row
   * @param keptAtEachCut the rows with their new value after it
   * @param workLost changes of rows that were rolled back
   */
  record Progress(
      List<Integer> cutAtRows,
      int sessionsLostInMidBatch,
      List<Long> keptAtEachCut,
      long rowsDone,
      long rowsDoneTwice,
      long workLost) {}
}
