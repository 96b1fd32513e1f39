package dev.holdfast.postgres.availability;

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
import java.time.Duration;

/** Does a user who reads from a replica see what he has just saved? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class ReadYourWritesSpec {

  @Claim(
      says =
          "A client that reads from a replica sees its own commits, and is served by the primary"
              + " while the replica lags",
      limit =
          "its own commits only: what others wrote may come and go between two reads; a position"
              + " means nothing after a failover that lost commits",
      source =
          "Terry et al., Session Guarantees for Weakly Consistent Replicated Data, PDIS 1994;"
              + " PostgreSQL 18 manual, section 9.28.4")
  class AClientSeesItsOwnCommits implements Experiment<Shopper, AClientSeesItsOwnCommits.Looks> {
    static final int ROUNDS = 6;

    static final CausalReader.Options OPTIONS =
        new CausalReader.Options(
            Duration.ofMillis(200), // many times a calm replay; each round under the fault costs it
            Duration.ofMillis(10));

    /**
     * @param staleWhilePaused looks that did not show the commit before them, with replay paused
     * @param staleAfterwards the same, once the replica had caught up
     * @param byReplicaAfterwards of these, how many a replica answered
     * @param replicaBehind how often the replica itself did not show the commit at the time
     */
    record Looks(
        int staleWhilePaused, int staleAfterwards, int byReplicaAfterwards, int replicaBehind) {}

    private final Pair pair;
    private final Faults faults;
    private final History history;

    AClientSeesItsOwnCommits(Replication replication, Faults faults, History history) {
      this.pair = replication.shared();
      this.faults = faults;
      this.history = history;
    }

    @Subject({CausalReader.class, Position.class})
    Shopper waits_for_the_position_after_the_commit() {
      return new Shopper(pair.primary().dataSource(), Position::of, reader()::read);
    }

    @Control(differs = "reads from the replica without waiting")
    Shopper reads_from_the_replica() {
      var reader = new NaiveReplicaReader(pair.replica().dataSource());
      return new Shopper(pair.primary().dataSource(), Position::of, reader::read);
    }

    @Control(differs = "takes the position before the commit")
    Shopper waits_for_a_position_before_the_commit() {
      return new Shopper(pair.primary().dataSource(), new NaiveEarlyPosition(), reader()::read);
    }

    @Override
    public Looks run(Shopper shopper) throws Exception {
      pair.primary().execute(Shopper.CART);
      int staleWhilePaused = 0;
      int staleAfterwards = 0;
      int byReplica = 0;
      int behind = 0;
      for (int items = 1; items <= ROUNDS; items++) {
        shopper.changes(items);
        pair.awaitReplicated(); // the change, not its commit
        try (Fault _ = faults.begin("replay paused", "replica", pair.replayPaused())) {
          shopper.commits();
          pair.awaitReplicated();
          behind += pair.replica().number("SELECT items FROM cart") == items ? 0 : 1;
          staleWhilePaused += look(shopper).items() == items ? 0 : 1;
        }
        pair.awaitReplicated();
        Shopper.Look look = look(shopper);
        staleAfterwards += look.items() == items ? 0 : 1;
        byReplica += look.byReplica() ? 1 : 0;
      }
      return new Looks(staleWhilePaused, staleAfterwards, byReplica, behind);
    }

    @Override
    public void holds(Looks seen) {
      assertThat(seen.staleWhilePaused()).isZero();
      assertThat(seen.staleAfterwards()).isZero();
      assertThat(seen.byReplicaAfterwards()).isEqualTo(ROUNDS);
    }

    @Override
    public void breaks(Looks seen) {
      assertThat(seen.staleWhilePaused()).isEqualTo(ROUNDS);
    }

    @Override
    public void felt(Looks seen) {
      assertThat(seen.replicaBehind()).isEqualTo(ROUNDS);
    }

    @Override
    public String figure(Looks seen) {
      return "%d of %d looks stale".formatted(seen.staleWhilePaused(), ROUNDS);
    }

    private CausalReader reader() {
      return new CausalReader(
          pair.primary().dataSource(),
          pair.replica().dataSource(),
          OPTIONS,
          Pause.interruptible(),
          System::nanoTime,
          new SimpleMeterRegistry());
    }

    private Shopper.Look look(Shopper shopper) throws Exception {
      return history.call("shopper", "look", shopper::looks);
    }
  }
}
