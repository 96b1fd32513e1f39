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
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;

/** Does a commit wait for the standby that nobody named? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class StandbyNamesSpec {

  @Claim(
      says =
          "Where no synchronous standby is named, an order is refused, not acknowledged on trust",
      limit =
          "asked in the transaction: names that a reload empties between that and the commit are"
              + " not noticed",
      source = "PostgreSQL 18 manual, section 19.6.2, synchronous_standby_names")
  class AnOrderThatNobodyWouldConfirmIsRefused
      implements Experiment<Orders.Committing, AnOrderThatNobodyWouldConfirmIsRefused.Sales> {
    static final int BEFORE = 20; // orders while the replica follows
    static final int AFTER = 10; // orders that it does not get

    /**
     * @param standbys that the server holds for synchronous, by its own count
     * @param lost of the acknowledged, those that the replica does not have in the end
     */
    record Sales(long standbys, int acknowledged, int refused, int lost) {}

    private final Replication replication;
    private final Faults faults;
    private final History history;

    AnOrderThatNobodyWouldConfirmIsRefused(
        Replication replication, Faults faults, History history) {
      this.replication = replication;
      this.faults = faults;
      this.history = history;
    }

    @Subject({DurableCommit.class, NotDurableException.class})
    Orders.Committing asks_for_the_names() {
      return LostPrimarySpec::durably;
    }

    @Control(differs = "trusts synchronous_commit=on without a look at the names")
    Orders.Committing names_unasked() {
      return NaiveCommit::unasked;
    }

    @Override
    public Sales run(Orders.Committing way) throws Exception {
      String names = faults.instead("no synchronous standby is named", "*", "");
      Pair pair = replication.own("synchronous_standby_names=" + names, LostPrimarySpec.LOCAL);
      Orders orders = new Orders(pair, history, way);
      long standbys =
          pair.primary()
              .number("SELECT count(*) FROM pg_stat_replication WHERE sync_state <> 'async'");
      orders.place(BEFORE);
      pair.detachReplica();
      orders.place(AFTER);
      pair.promoteReplica();
      return new Sales(standbys, orders.acknowledged(), orders.refused(), orders.lost());
    }

    @Override
    public void felt(Sales seen) {
      assertThat(seen.standbys()).isZero();
    }

    @Override
    public void holds(Sales seen) {
      assertThat(seen.lost()).isZero();
      assertThat(seen.acknowledged()).isEqualTo(seen.standbys() > 0 ? BEFORE : 0);
      assertThat(seen.refused()).isEqualTo(BEFORE + AFTER - seen.acknowledged());
    }

    @Override
    public void breaks(Sales seen) {
      assertThat(seen.acknowledged()).isEqualTo(BEFORE + AFTER);
      assertThat(seen.lost()).isEqualTo(AFTER);
    }

    @Override
    public String figure(Sales seen) {
      return "%d acknowledged, %d of them lost".formatted(seen.acknowledged(), seen.lost());
    }
  }
}
