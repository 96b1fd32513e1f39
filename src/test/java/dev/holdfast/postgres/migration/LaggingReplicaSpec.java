package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Pair;
import dev.holdfast.harness.environment.Replication;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** How far behind does a backfill leave the replicas? */
@Specification(Outline.POSTGRES_MIGRATION)
class LaggingReplicaSpec {
  static final int ROWS = 5_000; // twenty batches
  static final int BATCH = 250; // of some 60 kB of write-ahead log
  static final long MOST_BYTES = 128 * 1024; // a tenth or so of what the whole backfill writes
  static final int AHEAD = ROWS / 4; // more than twice of what that allows
  static final Duration LOOK_EVERY = Duration.ofMillis(10);
  static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

  static final BatchBackfill.Job JOB =
      new BatchBackfill.Job("cents", "items", "id", "cents = price * 100");

  /**
   * What one arm saw.
   *
   * @param ahead rows done on the primary and not on the replica, when the backfill stood still or
   *     had ended
   * @param doneOnReplica at that time
   * @param done in the end, on the replica
   */
  record Rows(long ahead, long doneOnReplica, long done, long doneTwice) {}

  @Claim(
      says =
          "A backfill that is told of its replicas gets no further ahead of one that lags than it"
              + " may, and goes on when the lag is over",
      limit =
          "by what it may and one batch; other writers are not held up; a replica that lags for"
              + " longer than its patience stops it",
      source =
          "PostgreSQL 18 manual, section 27.2.4, pg_stat_replication; gh-ost's throttle by"
              + " replication lag")
  class ABackfillWaitsForItsReplicas implements Experiment<BatchBackfill.Pace, Rows> {
    static final int LOOKS = 20; // in vain, and it stands still

    private final Pair pair;
    private final Faults faults;
    private final History history;
    private final AtomicInteger looks = new AtomicInteger();

    ABackfillWaitsForItsReplicas(Replication replication, Faults faults, History history) {
      this.pair = replication.shared();
      this.faults = faults;
      this.history = history;
    }

    @Subject({ReplicaLagPace.class, BatchBackfill.class})
    BatchBackfill.Pace waits_while_the_replica_lags() {
      return pace(
          pair,
          SOON.multipliedBy(2),
          duration -> {
            looks.incrementAndGet();
            Pause.interruptible().await(duration);
          });
    }

    @Control(differs = "goes on whatever the replica does")
    BatchBackfill.Pace no_throttle() {
      return () -> {};
    }

    @Override
    public Rows run(BatchBackfill.Pace pace) throws Exception {
      Workpiece items = new Workpiece(pair.primary(), ROWS, List.of());
      pair.awaitReplicated();
      long ahead;
      long doneOnReplica;
      try (ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> end;
        try (Fault _ = faults.begin("replay paused", "replica", pair.replayPaused())) {
          end =
              worker.submit(() -> history.call("backfill", "backfill", () -> backfill(pair, pace)));
          Awaitility.await("the backfill stands still or has ended")
              .atMost(SOON)
              .pollDelay(Duration.ZERO)
              .pollInterval(LOOK_EVERY)
              .until(() -> end.isDone() || looks.get() >= LOOKS);
          pair.awaitReplicated();
          doneOnReplica = Workpiece.done(pair.replica());
          ahead = items.done() - doneOnReplica;
          history.invoke("replica", "rows done").ok(String.valueOf(doneOnReplica));
        }
        end.get();
      }
      pair.awaitReplicated();
      return new Rows(ahead, doneOnReplica, Workpiece.done(pair.replica()), items.doneTwice());
    }

    @Override
    public void holds(Rows seen) {
      staysNearAndGetsDone(seen);
    }

    @Override
    public void breaks(Rows seen) {
      assertThat(seen.ahead()).isEqualTo(ROWS);
    }

    @Override
    public void felt(Rows seen) {
      assertThat(seen.doneOnReplica()).isZero();
    }

    @Override
    public String figure(Rows seen) {
      return aheadOf(seen);
    }
  }

  @Claim(
      says = "A replica that is not connected holds a backfill up as one that lags does",
      limit = "a replica that the backfill was not told of is not missed",
      source = "PostgreSQL 18 manual, section 27.2.4: pg_stat_replication has connected ones only")
  class ADetachedReplicaIsMissed implements Experiment<Function<Pair, BatchBackfill.Pace>, Rows> {
    static final Duration PATIENCE = Duration.ofMillis(300); // many looks; then the backfill stops

    private final Replication replication;
    private final Faults faults;
    private final History history;

    ADetachedReplicaIsMissed(Replication replication, Faults faults, History history) {
      this.replication = replication;
      this.faults = faults;
      this.history = history;
    }

    @Subject({ReplicaLagPace.class, BatchBackfill.class, MigrationStoppedException.class})
    Function<Pair, BatchBackfill.Pace> looks_for_every_replica_by_name() {
      return pair -> pace(pair, PATIENCE, Pause.interruptible());
    }

    @Control(differs = "asks how far the connected replicas lag, of which there is none")
    Function<Pair, BatchBackfill.Pace> looks_at_the_connected_ones() {
      return pair -> new NaiveLagPace(pair.primary().dataSource(), MOST_BYTES, LOOK_EVERY);
    }

    @Override
    public Rows run(Function<Pair, BatchBackfill.Pace> paceOn) throws Exception {
      Pair pair = replication.own();
      Workpiece items = new Workpiece(pair.primary(), ROWS, List.of());
      pair.awaitReplicated();
      BatchBackfill.Pace pace = paceOn.apply(pair);
      long doneOnReplica;
      long ahead;
      try (Fault _ = faults.begin("detached", "replica", () -> detached(pair))) {
        history.call("backfill", "backfill", () -> backfill(pair, pace));
        pair.awaitReplicated();
        doneOnReplica = Workpiece.done(pair.replica());
        ahead = items.done() - doneOnReplica;
      }
      history.call("backfill", "backfill again", () -> backfill(pair, pace));
      pair.awaitReplicated();
      return new Rows(ahead, doneOnReplica, Workpiece.done(pair.replica()), items.doneTwice());
    }

    @Override
    public void holds(Rows seen) {
      staysNearAndGetsDone(seen);
    }

    @Override
    public void breaks(Rows seen) {
      assertThat(seen.ahead()).isEqualTo(ROWS);
    }

    @Override
    public void felt(Rows seen) {
      assertThat(seen.doneOnReplica()).isZero();
    }

    @Override
    public String figure(Rows seen) {
      return aheadOf(seen);
    }

    private static AutoCloseable detached(Pair pair) throws SQLException {
      pair.detachReplica();
      return pair::attachReplica;
    }
  }

  static ReplicaLagPace pace(Pair pair, Duration patience, Pause pause) {
    return new ReplicaLagPace(
        pair.primary().dataSource(),
        new ReplicaLagPace.Options(Set.of("replica"), MOST_BYTES, LOOK_EVERY, patience),
        pause,
        System::nanoTime,
        new SimpleMeterRegistry());
  }

  /** Works until it is done, or stopped. */
  static String backfill(Pair pair, BatchBackfill.Pace pace) throws Exception {
    var transaction = new BoundedTransaction(SOON, SOON.multipliedBy(2));
    var options = new BatchBackfill.Options(BATCH, transaction, 1, SOON); // nothing fails here
    try {
      new BatchBackfill(
              pair.primary().dataSource(),
              JOB,
              options,
              pace,
              Pause.interruptible(),
              new SimpleMeterRegistry())
          .run();
      return "done";
    } catch (MigrationStoppedException stopped) {
      return stopped.toString();
    }
  }

  static void staysNearAndGetsDone(Rows seen) {
    assertThat(seen.ahead()).isLessThanOrEqualTo(AHEAD);
    assertThat(seen.done()).isEqualTo(ROWS);
    assertThat(seen.doneTwice()).isZero();
  }

  static String aheadOf(Rows seen) {
    return "%,d of %,d rows ahead of the replica".formatted(seen.ahead(), ROWS);
  }
}
