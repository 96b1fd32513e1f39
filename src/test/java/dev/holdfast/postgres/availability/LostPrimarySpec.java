package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
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
import javax.sql.DataSource;

/** Which order does the shop lose with its primary, after it said thank you? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class LostPrimarySpec {
  static final String ANY_STANDBY = "synchronous_standby_names=*";

  /** The server's default, which who wants more is not to rely on. */
  static final String LOCAL = "synchronous_commit=local";

  static final int BEFORE = 20; // orders while all is well
  static final int AFTER = 10; // orders that no standby gets

  /**
   * What one arm saw.
   *
   * @param acknowledged orders whose customer was told that it is placed
   * @param refused orders whose customer was told that it may be lost, or is not placed
   * @param lost of the acknowledged, those that the present primary does not have
   * @param primaryLives whether the first primary still answers
   * @param promoted whether the replica takes writes
   */
  record Sales(int acknowledged, int refused, int lost, boolean primaryLives, boolean promoted) {}

  @Claim(
      says =
          "An order that was acknowledged is there after its primary is killed and the replica"
              + " takes its place",
      limit =
          "the replica that is promoted was a synchronous one; an order that was not acknowledged"
              + " may be there or not, and who read it before may have seen what is lost",
      source =
          "PostgreSQL 18 manual, section 26.2.8, Synchronous Replication; syncrep.c on cancelled"
              + " waits")
  class AnAcknowledgedOrderSurvivesItsPrimary implements Experiment<Orders.Committing, Sales> {
    private final Replication replication;
    private final Faults faults;
    private final History history;

    AnAcknowledgedOrderSurvivesItsPrimary(Replication replication, Faults faults, History history) {
      this.replication = replication;
      this.faults = faults;
      this.history = history;
    }

    @Subject({DurableCommit.class, NotDurableException.class})
    Orders.Committing waits_for_the_standby_and_reads_the_warning() {
      return LostPrimarySpec::durably;
    }

    @Control(differs = "synchronous_commit=local: waits for the primary's own disk")
    Orders.Committing committed_locally() {
      return NaiveCommit::locally;
    }

    @Control(differs = "takes a wait that a time-out ended for a confirmed one")
    Orders.Committing warning_unread() {
      return NaiveCommit::unread;
    }

    @Override
    public Sales run(Orders.Committing way) throws Exception {
      Pair pair = replication.own(ANY_STANDBY, LOCAL);
      Orders orders = new Orders(pair, history, way);
      orders.place(BEFORE);
      pair.detachReplica();
      orders.place(AFTER);
      try (Fault _ =
          faults.begin("killed, its replica promoted", "primary", () -> failover(pair))) {
        return sales(orders, pair);
      }
    }

    @Override
    public void felt(Sales seen) {
      assertThat(seen.primaryLives()).isFalse();
      assertThat(seen.promoted()).isTrue();
    }

    @Override
    public void holds(Sales seen) {
      noneIsLost(seen, BEFORE + AFTER);
    }

    @Override
    public void breaks(Sales seen) {
      assertThat(seen.acknowledged()).isEqualTo(BEFORE + AFTER);
      assertThat(seen.lost()).isEqualTo(AFTER);
    }

    @Override
    public String figure(Sales seen) {
      return lostOf(seen);
    }
  }

  @Claim(
      says = "A primary whose replica was promoted behind its back acknowledges nothing more",
      limit =
          "it goes on committing what it does not acknowledge, and answers reads: those are for a"
              + " fence around it; and a second synchronous standby that stays with it would confirm",
      source =
          "PostgreSQL 18 manual, section 26.3, Failover, on STONITH; section 26.2.8.3, Planning for"
              + " High Availability")
  class AReplacedPrimaryAcknowledgesNothing implements Experiment<Orders.Committing, Sales> {
    private final Replication replication;
    private final Faults faults;
    private final History history;

    AReplacedPrimaryAcknowledgesNothing(Replication replication, Faults faults, History history) {
      this.replication = replication;
      this.faults = faults;
      this.history = history;
    }

    @Subject({DurableCommit.class, NotDurableException.class})
    Orders.Committing waits_for_the_standby() {
      return LostPrimarySpec::durably;
    }

    @Control(differs = "synchronous_commit=local: waits for the primary's own disk")
    Orders.Committing committed_locally() {
      return NaiveCommit::locally;
    }

    @Override
    public Sales run(Orders.Committing way) throws Exception {
      Pair pair = replication.own(ANY_STANDBY, LOCAL);
      Orders orders = new Orders(pair, history, way);
      orders.place(BEFORE);
      try (Fault _ =
          faults.begin("promoted, its primary lives on", "replica", () -> promotion(pair))) {
        orders.place(AFTER);
        return sales(orders, pair);
      }
    }

    @Override
    public void felt(Sales seen) {
      assertThat(seen.primaryLives()).isTrue();
      assertThat(seen.promoted()).isTrue();
    }

    @Override
    public void holds(Sales seen) {
      noneIsLost(seen, BEFORE + AFTER);
    }

    @Override
    public void breaks(Sales seen) {
      assertThat(seen.acknowledged()).isEqualTo(BEFORE + AFTER);
      assertThat(seen.lost()).isEqualTo(AFTER);
    }

    @Override
    public String figure(Sales seen) {
      return lostOf(seen);
    }
  }

  static void durably(DataSource dataSource, Duration patience, DurableCommit.Work work)
      throws SQLException {
    new DurableCommit(dataSource, patience, new SimpleMeterRegistry()).commit(work);
  }

  private static AutoCloseable failover(Pair pair) throws SQLException {
    pair.primaryServer().signal("SIGKILL");
    return promotion(pair);
  }

  private static AutoCloseable promotion(Pair pair) throws SQLException {
    pair.promoteReplica();
    return () -> {};
  }

  static Sales sales(Orders orders, Pair pair) throws Exception {
    return new Sales(
        orders.acknowledged(),
        orders.refused(),
        orders.lost(),
        pair.primary().answers(),
        pair.current() == pair.replica());
  }

  static void noneIsLost(Sales seen, int placed) {
    assertThat(seen.lost()).isZero();
    assertThat(seen.acknowledged() + seen.refused()).isEqualTo(placed);
    assertThat(seen.acknowledged()).isGreaterThanOrEqualTo(BEFORE);
  }

  static String lostOf(Sales seen) {
    return "%d of %d acknowledged orders lost".formatted(seen.lost(), seen.acknowledged());
  }
}
