package dev.holdfast.postgres.availability;

import static dev.holdfast.postgres.availability.Rota.SHIFTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.postgres.availability.Rota.Guard;
import dev.holdfast.postgres.availability.Rota.Leaves;

/**
 * Each transaction keeps the rule that one doctor stays, and writes a row of its own: is the rule
 * kept?
 */
@Specification(Outline.POSTGRES_AVAILABILITY)
class WriteSkewSpec {

  @Claim(
      says =
          "Serializable transactions that are tried again keep a rule over several rows although"
              + " each writes another row",
      limit = "everything that touches these rows is serializable; a replica offers no such reads",
      source = "Berenson et al., A Critique of ANSI SQL Isolation Levels, SIGMOD 1995: write skew")
  class SerializableTransactionsKeepARuleOverRows implements Experiment<Guard, Leaves> {
    private final Postgres postgres;
    private final Rota rota;

    SerializableTransactionsKeepARuleOverRows(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.rota = new Rota(postgres, faults);
    }

    @Subject({SerializableTransaction.class, BudgetedRetry.class, SqlFailure.class})
    Guard serializable_and_tried_again() {
      var transaction = new SerializableTransaction(postgres.dataSource(), Retries.enough());
      return (_, work) -> transaction.call(work);
    }

    @Control(differs = "is REPEATABLE READ, which watches what is written and not what is read")
    Guard repeatable_read_and_tried_again() {
      var transaction = new NaiveSnapshot(postgres.dataSource(), Retries.enough());
      return (_, work) -> transaction.call(work);
    }

    @Override
    public Leaves run(Guard guard) throws Exception {
      return rota.everybodyAsks(guard);
    }

    @Override
    public void holds(Leaves seen) {
      assertThat(seen.unattended()).isZero();
      assertThat(seen.granted()).isEqualTo(SHIFTS);
      assertThat(seen.refused()).isEqualTo(SHIFTS);
    }

    @Override
    public void breaks(Leaves seen) {
      assertThat(seen.unattended()).isEqualTo(SHIFTS);
    }

    @Override
    public void felt(Leaves seen) {
      assertThat(seen.interleaved()).isEqualTo(SHIFTS);
    }

    @Override
    public String figure(Leaves seen) {
      return seen.figure();
    }
  }

  @Claim(
      says =
          "A row that stands for the rule, locked before anything is read, keeps a rule over"
              + " several rows",
      limit =
          "only those who lock it keep the rule; at REPEATABLE READ the snapshot would be older than"
              + " the lock",
      source =
          "Kleppmann, Designing Data-Intensive Applications, chapter 7, Materializing conflicts")
  class ALockedRowKeepsARuleOverRows implements Experiment<Guard, Leaves> {
    private final Postgres postgres;
    private final Rota rota;

    ALockedRowKeepsARuleOverRows(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.rota = new Rota(postgres, faults);
    }

    @Subject({MaterialisedConflict.class, Isolation.class})
    Guard the_shift_is_locked_first() {
      return new MaterialisedConflict(postgres.dataSource(), "shifts", "id")::call;
    }

    @Control(differs = "locks nothing before it counts")
    Guard check_then_act() {
      var transaction = new NaiveCheckThenAct(postgres.dataSource());
      return (_, work) -> transaction.call(work);
    }

    @Override
    public Leaves run(Guard guard) throws Exception {
      return rota.everybodyAsks(guard);
    }

    @Override
    public void holds(Leaves seen) {
      assertThat(seen.unattended()).isZero();
      assertThat(seen.granted()).isEqualTo(SHIFTS);
      assertThat(seen.refused()).isEqualTo(SHIFTS);
      assertThat(seen.waited()).isEqualTo(seen.interleaved());
    }

    @Override
    public void breaks(Leaves seen) {
      assertThat(seen.unattended()).isEqualTo(SHIFTS);
    }

    @Override
    public void felt(Leaves seen) {
      assertThat(seen.interleaved()).isEqualTo(SHIFTS);
    }

    @Override
    public String figure(Leaves seen) {
      return seen.figure();
    }
  }
}
