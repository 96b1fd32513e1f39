package dev.holdfast.postgres.availability;

import static dev.holdfast.postgres.availability.Stock.PIECES;
import static dev.holdfast.postgres.availability.Stock.ROUNDS;
import static dev.holdfast.postgres.availability.Stock.WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.postgres.availability.Stock.Updates;

/**
 * Two read the same number, and each writes back one more: is it two more in the end, and what does
 * that cost?
 *
 * <p>Three answers to one scenario: a version column and serializable transactions pay with work in
 * vain, a lock with waiting.
 */
@Specification(Outline.POSTGRES_AVAILABILITY)
class LostUpdateSpec {

  @Claim(
      says =
          "With a version column no update is lost, nobody waits for who is still computing, and of"
              + " two that meet one computes again",
      limit = "every writer of the row raises the version; with many writers most work is in vain",
      source = "Kung and Robinson, On Optimistic Methods for Concurrency Control, TODS 1981")
  class AVersionColumnLosesNoUpdate implements Experiment<ReadModifyWrite<Integer>, Updates> {
    private final Postgres postgres;
    private final Stock stock;

    AVersionColumnLosesNoUpdate(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.stock = new Stock(postgres, faults);
    }

    @Subject({VersionedUpdate.class, BudgetedRetry.class, Cell.class})
    ReadModifyWrite<Integer> writes_where_the_version_is_as_read() {
      return new VersionedUpdate<>(postgres.dataSource(), PIECES, Retries.enough());
    }

    @Control(differs = "writes whatever the version is by now")
    ReadModifyWrite<Integer> read_compute_write() {
      return new NaiveUpdate(postgres.dataSource(), PIECES);
    }

    @Override
    public Updates run(ReadModifyWrite<Integer> update) throws Exception {
      return stock.write(update);
    }

    @Override
    public void holds(Updates seen) {
      assertThat(seen.told()).isEqualTo(WRITES);
      assertThat(seen.stored()).isEqualTo(WRITES);
      assertThat(seen.waited()).isZero();
      assertThat(seen.computedInVain()).isEqualTo(seen.interleaved());
    }

    @Override
    public void breaks(Updates seen) {
      assertThat(seen.told()).isEqualTo(WRITES);
      assertThat(seen.stored()).isEqualTo(ROUNDS);
    }

    @Override
    public void felt(Updates seen) {
      assertThat(seen.interleaved()).isEqualTo(ROUNDS);
    }

    @Override
    public String figure(Updates seen) {
      return seen.figure();
    }
  }

  @Claim(
      says =
          "With the row locked as it is read no update is lost, nothing is computed twice, and of"
              + " two that meet one waits",
      limit = "a writer that does not lock is not held up; two rows locked in two orders deadlock",
      source = "PostgreSQL 18 manual, section 13.3.2, row-level locks")
  class ARowLockLosesNoUpdate implements Experiment<ReadModifyWrite<Integer>, Updates> {
    private final Postgres postgres;
    private final Stock stock;

    ARowLockLosesNoUpdate(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.stock = new Stock(postgres, faults);
    }

    @Subject({LockedUpdate.class, Cell.class, Isolation.class})
    ReadModifyWrite<Integer> select_for_no_key_update() {
      return new LockedUpdate<>(postgres.dataSource(), PIECES);
    }

    @Control(differs = "reads without a lock")
    ReadModifyWrite<Integer> read_compute_write() {
      return new NaiveUpdate(postgres.dataSource(), PIECES);
    }

    @Override
    public Updates run(ReadModifyWrite<Integer> update) throws Exception {
      return stock.write(update);
    }

    @Override
    public void holds(Updates seen) {
      assertThat(seen.told()).isEqualTo(WRITES);
      assertThat(seen.stored()).isEqualTo(WRITES);
      assertThat(seen.waited()).isEqualTo(seen.interleaved());
      assertThat(seen.computedInVain()).isZero();
    }

    @Override
    public void breaks(Updates seen) {
      assertThat(seen.told()).isEqualTo(WRITES);
      assertThat(seen.stored()).isEqualTo(ROUNDS);
    }

    @Override
    public void felt(Updates seen) {
      assertThat(seen.interleaved()).isEqualTo(ROUNDS);
    }

    @Override
    public String figure(Updates seen) {
      return seen.figure();
    }
  }

  @Claim(
      says =
          "Serializable transactions that are tried again lose no update, and of two that meet one"
              + " computes again",
      limit = "what touches the row is serializable throughout; who is second waits in its UPDATE",
      source = "Ports and Grittner, Serializable Snapshot Isolation in PostgreSQL, VLDB 2012")
  class SerializableTransactionsLoseNoUpdate
      implements Experiment<ReadModifyWrite<Integer>, Updates> {
    private final Postgres postgres;
    private final Stock stock;

    SerializableTransactionsLoseNoUpdate(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.stock = new Stock(postgres, faults);
    }

    @Subject({SerializableTransaction.class, BudgetedRetry.class, SqlFailure.class})
    ReadModifyWrite<Integer> serializable_and_tried_again() {
      var transaction = new SerializableTransaction(postgres.dataSource(), Retries.enough());
      return (row, change) ->
          transaction.call(
              connection -> {
                int next = change.apply(PIECES.read(connection, row));
                PIECES.write(connection, row, next);
                return next;
              });
    }

    @Control(differs = "is READ COMMITTED, so that nothing is ever tried again")
    ReadModifyWrite<Integer> read_compute_write() {
      return new NaiveUpdate(postgres.dataSource(), PIECES);
    }

    @Override
    public Updates run(ReadModifyWrite<Integer> update) throws Exception {
      return stock.write(update);
    }

    @Override
    public void holds(Updates seen) {
      assertThat(seen.told()).isEqualTo(WRITES);
      assertThat(seen.stored()).isEqualTo(WRITES);
      assertThat(seen.computedInVain()).isEqualTo(seen.interleaved());
    }

    @Override
    public void breaks(Updates seen) {
      assertThat(seen.told()).isEqualTo(WRITES);
      assertThat(seen.stored()).isEqualTo(ROUNDS);
    }

    @Override
    public void felt(Updates seen) {
      assertThat(seen.interleaved()).isEqualTo(ROUNDS);
    }

    @Override
    public String figure(Updates seen) {
      return seen.figure();
    }
  }
}
