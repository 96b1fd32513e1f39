package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import dev.holdfast.postgres.migration.SlowValidation.Migration;
import dev.holdfast.postgres.migration.SlowValidation.Seen;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Can a constraint be added to a big table while it is written to? */
@Specification(Outline.POSTGRES_MIGRATION)
class ConstraintSpec {
  static final int WRITERS = 8; // half of each kind

  @Claim(
      says = "No writer waits for the validation of a CHECK, however long it takes",
      limit =
          "adding it unvalidated still needs ACCESS EXCLUSIVE for a moment; a second validation,"
              + " VACUUM or index build on the table waits",
      source = "PostgreSQL 18 manual, ALTER TABLE, Notes: NOT VALID and VALIDATE CONSTRAINT")
  class WritersGoOnWhileACheckIsValidated implements Experiment<Migration, Seen> {
    static final TableConstraint POSITIVE =
        new TableConstraint("orders", "orders_total_positive", "CHECK (total > 0 AND slowly())");

    private final SlowValidation scene;

    WritersGoOnWhileACheckIsValidated(Postgres postgres, Faults faults, History history) {
      this.scene = new SlowValidation(postgres, faults, history);
    }

    @Subject({ConstraintPhaser.class, TableConstraint.class, LockTimeoutRetrier.class})
    Migration commit_between_not_valid_and_validate() {
      return new ConstraintPhaser(
              Retriers.patient(scene.migrator()), Retriers.patient(scene.migrator()))
          ::apply;
    }

    @Control(differs = "adds and validates in one statement")
    Migration plain_add_constraint() {
      return new NaivePlainConstraint(Retriers.patient(scene.migrator()))::apply;
    }

    @Control(differs = "no commit between NOT VALID and VALIDATE")
    Migration one_transaction() {
      return new NaiveConstraintInOneTransaction(Retriers.patient(scene.migrator()))::apply;
    }

    @Override
    public Seen run(Migration migration) throws Exception {
      return scene.play(
          migration,
          POSITIVE,
          half(
              "INSERT INTO orders VALUES (1000000 + %d, 1, 1)",
              "UPDATE orders SET total = 2 WHERE id = %d"),
          "INSERT INTO orders VALUES (0, 1, -1)");
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.writersBlocked()).isZero();
      assertThat(seen.rowsWritten()).isEqualTo(WRITERS);
      assertThat(seen.valid()).isTrue();
      assertThat(seen.enforced()).isTrue();
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.writersBlocked()).isEqualTo(WRITERS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.underWay()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return words(seen);
    }
  }

  @Claim(
      says =
          "No writer of either table waits for the validation of a foreign key, however long it"
              + " takes",
      limit =
          "adding it unvalidated still needs SHARE ROW EXCLUSIVE on both tables for a moment; whoever"
              + " changes or deletes the key of a referenced row waits for its own checks",
      source =
          "PostgreSQL 18 manual, ALTER TABLE, Notes; strong_migrations and squawk on foreign keys")
  class WritersGoOnWhileAForeignKeyIsValidated implements Experiment<Migration, Seen> {
    static final TableConstraint CUSTOMER =
        new TableConstraint(
            "orders", "orders_customer_fk", "FOREIGN KEY (customer) REFERENCES customers");

    private final SlowValidation scene;

    WritersGoOnWhileAForeignKeyIsValidated(Postgres postgres, Faults faults, History history) {
      this.scene = new SlowValidation(postgres, faults, history);
    }

    @Subject({ConstraintPhaser.class, TableConstraint.class, LockTimeoutRetrier.class})
    Migration commit_between_not_valid_and_validate() {
      return new ConstraintPhaser(
              Retriers.patient(scene.migrator()), Retriers.patient(scene.migrator()))
          ::apply;
    }

    @Control(differs = "adds and validates in one statement")
    Migration plain_add_constraint() {
      return new NaivePlainConstraint(Retriers.patient(scene.migrator()))::apply;
    }

    @Control(differs = "no commit between NOT VALID and VALIDATE")
    Migration one_transaction() {
      return new NaiveConstraintInOneTransaction(Retriers.patient(scene.migrator()))::apply;
    }

    @Override
    public Seen run(Migration migration) throws Exception {
      return scene.play(
          migration,
          CUSTOMER,
          half(
              "INSERT INTO orders VALUES (1000000 + %d, 1, 1)",
              "UPDATE customers SET name = 'another' WHERE id = %d"),
          "INSERT INTO orders VALUES (0, -1, 1)");
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.writersBlocked()).isZero();
      assertThat(seen.rowsWritten()).isEqualTo(WRITERS);
      assertThat(seen.valid()).isTrue();
      assertThat(seen.enforced()).isTrue();
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.writersBlocked()).isEqualTo(WRITERS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.underWay()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return words(seen);
    }
  }

  /** A statement for each writer, the one kind or the other, each of a row of its own. */
  private static List<String> half(String one, String other) {
    return IntStream.rangeClosed(1, WRITERS / 2)
        .boxed()
        .flatMap(row -> Stream.of(one.formatted(row), other.formatted(row)))
        .toList();
  }

  private static String words(Seen seen) {
    return "%d of %d writers blocked".formatted(seen.writersBlocked(), WRITERS);
  }
}
