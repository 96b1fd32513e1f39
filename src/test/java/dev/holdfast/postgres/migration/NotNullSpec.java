package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.OlderPostgres;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import java.sql.SQLException;
import java.util.List;

/** Can a column of a big table become NOT NULL while the table is in use? */
@Specification(Outline.POSTGRES_MIGRATION)
class NotNullSpec {
  static final int NOT_NULL_MAY_BE_NOT_VALID = 18; // from this version on
  static final int ROWS = 10_000; // any number would do: it is compared with what was scanned

  @Claim(
      says = "A column becomes NOT NULL, and no row is read under a lock that stops writers",
      limit =
          "the way of PostgreSQL 18; until the rows are validated, the column counts as NOT NULL"
              + " but is refused as a new primary key",
      source = "PostgreSQL 18 manual, ALTER TABLE: ADD table_constraint NOT VALID, on NOT NULL")
  class ANotNullIsAddedWithoutALockedScan implements Experiment<NotNull, Added> {
    private final Scene scene;

    ANotNullIsAddedWithoutALockedScan(Postgres postgres, Faults faults) {
      this.scene = new Scene(postgres, faults);
    }

    @Subject({
      NotNullPhaser.class,
      ConstraintPhaser.class,
      TableConstraint.class,
      LockTimeoutRetrier.class
    })
    NotNull not_null_not_valid_then_validate() {
      return scene.phaser()::apply;
    }

    @Control(differs = "one statement, which reads the table under its own lock")
    NotNull set_not_null() {
      return new NaiveSetNotNull(scene.retrier())::apply;
    }

    @Override
    public Added run(NotNull notNull) throws Exception {
      return scene.play(notNull);
    }

    @Override
    public void holds(Added seen) {
      assertThat(seen.scannedWhileWritersWait()).isZero();
      assertThat(seen.isMarked()).isTrue();
      assertThat(seen.nullIsRefusedWith()).isEqualTo(Added.NOT_NULL_VIOLATION);
    }

    @Override
    public void breaks(Added seen) {
      assertThat(seen.scannedWhileWritersWait()).isEqualTo(ROWS);
    }

    @Override
    public void felt(Added seen) {
      assertThat(seen.scanned()).isGreaterThanOrEqualTo(ROWS);
    }

    @Override
    public String figure(Added seen) {
      return seen.words();
    }
  }

  @Claim(
      says =
          "A validated CHECK spares SET NOT NULL the reading, so that no row is read under a lock"
              + " that stops writers",
      limit =
          "the way of servers before PostgreSQL 18, proven on one of them; four statements in three"
              + " transactions",
      source =
          "PostgreSQL 17 manual, ALTER TABLE: SET NOT NULL skips the scan where a valid CHECK"
              + " proves that no NULL can exist")
  class ACheckProvesANotNull implements Experiment<NotNull, Added> {
    private final Scene scene;

    ACheckProvesANotNull(OlderPostgres older, Faults faults) throws SQLException {
      this.scene = new Scene(older.before(NOT_NULL_MAY_BE_NOT_VALID), faults);
    }

    @Subject({
      NotNullPhaser.class,
      ConstraintPhaser.class,
      TableConstraint.class,
      LockTimeoutRetrier.class
    })
    NotNull check_validated_first() {
      return scene.phaser()::apply;
    }

    @Control(differs = "the CHECK is not validated before it is relied on")
    NotNull check_not_validated() {
      return new NaiveUnvalidatedCheck(scene.retrier())::apply;
    }

    @Override
    public Added run(NotNull notNull) throws Exception {
      return scene.play(notNull);
    }

    @Override
    public void holds(Added seen) {
      assertThat(seen.scannedWhileWritersWait()).isZero();
      assertThat(seen.isMarked()).isTrue();
      assertThat(seen.nullIsRefusedWith()).isEqualTo(Added.NOT_NULL_VIOLATION);
      assertThat(seen.checksLeft()).isZero();
    }

    @Override
    public void breaks(Added seen) {
      assertThat(seen.scannedWhileWritersWait()).isEqualTo(ROWS);
    }

    @Override
    public void felt(Added seen) {
      assertThat(seen.scanned()).isGreaterThanOrEqualTo(ROWS);
    }

    @Override
    public String figure(Added seen) {
      return seen.words();
    }
  }

  /** Makes a column NOT NULL. */
  interface NotNull {
    void apply(String table, String column) throws Exception;
  }

  /** A table with rows, or without in calm, and what the server says of the change. */
  record Scene(Postgres postgres, Faults faults) {
    LockTimeoutRetrier retrier() {
      return Retriers.patient(postgres.dataSource());
    }

    NotNullPhaser phaser() {
      return new NotNullPhaser(
          postgres.dataSource(), new ConstraintPhaser(retrier(), retrier()), retrier());
    }

    Added play(NotNull notNull) throws Exception {
      int rows = faults.instead("rows in the table", 0, ROWS);
      postgres.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
      postgres.execute(
          "INSERT INTO orders SELECT n, 'note' FROM generate_series(1, %d) n".formatted(rows));
      Witness witness = new Witness(postgres, "orders");
      notNull.apply("orders", "note");
      return new Added(witness.steps(), refusal(), isMarked(), checks());
    }

    private String refusal() {
      try {
        postgres.execute("INSERT INTO orders VALUES (0, NULL)");
        return "";
      } catch (SQLException e) {
        return String.valueOf(e.getSQLState());
      }
    }

    private boolean isMarked() throws SQLException {
      return 1
          == postgres.number(
              """
              SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass
                AND attname = 'note' AND attnotnull AND NOT EXISTS (
                  SELECT FROM pg_constraint WHERE conrelid = attrelid AND NOT convalidated)""");
    }

    private long checks() throws SQLException {
      return postgres.number(
          """
          SELECT count(*) FROM pg_constraint
          WHERE conrelid = 'orders'::regclass AND contype = 'c'""");
    }
  }

  /**
   * @param steps the commands as the server saw them, with the lock on the table
   * @param nullIsRefusedWith the SQLSTATE; empty when it is taken
   * @param isMarked the catalogue says NOT NULL, and nothing is left to validate
   * @param checksLeft that only served on the way
   */
  record Added(
      List<Witness.Step> steps, String nullIsRefusedWith, boolean isMarked, long checksLeft) {
    static final String NOT_NULL_VIOLATION = "23502";

    long scanned() {
      return steps.stream().mapToLong(Witness.Step::tuplesScanned).sum();
    }

    long scannedWhileWritersWait() {
      return steps.stream()
          .filter(step -> step.lock().blocksWrites())
          .mapToLong(Witness.Step::tuplesScanned)
          .sum();
    }

    String words() {
      return "%,d rows read while writers wait, %,d in all"
          .formatted(scannedWhileWritersWait(), scanned());
    }
  }
}
