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
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.postgres.migration.VolatileDefaultBackfiller.Column;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which default makes the server write a table anew, and what then? */
@Specification(Outline.POSTGRES_MIGRATION)
class ColumnDefaultSpec {

  @Claim(
      says =
          "A column with a default is added without a rewrite, also where the default differs from"
              + " row to row; now() does not",
      limit =
          "until the backfill is done old rows have no value; identity and stored generated columns"
              + " rewrite all the same",
      source =
          "PostgreSQL 18 manual, ALTER TABLE, Notes: a volatile DEFAULT rewrites, a non-volatile one"
              + " is stored once")
  class ADefaultRewritesNothing implements Experiment<Change, Filled> {
    static final int ROWS = 5_000; // ten batches
    static final int BATCH = 500;
    static final int NEW_ROWS = 5; // that customers add and read during the backfill
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    static final Column SAME_FOR_ALL = new Column("orders", "id", "mark", "timestamptz", "now()");
    static final Column ROW_BY_ROW =
        new Column("orders", "id", "mark", "uuid", "gen_random_uuid()");

    final Postgres postgres;
    final Faults faults;
    final List<String> readByCustomers = new ArrayList<>();

    ADefaultRewritesNothing(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({VolatileDefaultBackfiller.class, BatchBackfill.class, LockTimeoutRetrier.class})
    Change backfill_where_the_default_is_volatile() {
      var retrier = Retriers.patient(postgres.dataSource());
      return new VolatileDefaultBackfiller(postgres.dataSource(), retrier, this::backfill)::apply;
    }

    @Control(differs = "adds the column with its default, whatever that is")
    Change add_column_default() {
      return new NaiveAddColumn(Retriers.patient(postgres.dataSource()))::apply;
    }

    @Override
    public Filled run(Change change) throws Exception {
      Column column = faults.instead("the default", SAME_FOR_ALL, ROW_BY_ROW);
      postgres.execute("CREATE TABLE orders (id bigserial PRIMARY KEY, total int NOT NULL)");
      postgres.execute(
          "INSERT INTO orders (total) SELECT n FROM generate_series(1, %d) n".formatted(ROWS));
      Witness witness = new Witness(postgres, "orders");
      long before = file();
      change.apply(column);
      return new Filled(
          file() == before ? 0 : 1,
          witness.steps(),
          postgres.number("SELECT count(mark) FROM orders") - readByCustomers.size(),
          postgres.number("SELECT count(DISTINCT mark) FROM orders"),
          readByCustomers.size(),
          (int) readByCustomers.stream().filter(mark -> !stillThere(mark)).count());
    }

    @Override
    public void holds(Filled seen) {
      assertThat(seen.rewrites()).isZero();
      assertThat(seen.oldRowsFilled()).isEqualTo(ROWS);
      assertThat(seen.valuesReplaced()).isZero();
    }

    @Override
    public void breaks(Filled seen) {
      assertThat(seen.rewrites()).isOne();
      // Read once to be written anew, and once more for the primary key's index.
      assertThat(seen.steps())
          .containsExactly(new Witness.Step("ALTER TABLE", LockMode.ACCESS_EXCLUSIVE, 2 * ROWS));
    }

    @Override
    public void felt(Filled seen) {
      assertThat(seen.distinctValues()).isGreaterThanOrEqualTo(ROWS);
    }

    @Override
    public String figure(Filled seen) {
      return "%d rewrites, %,d values for %,d rows"
          .formatted(seen.rewrites(), seen.distinctValues(), seen.oldRowsFilled());
    }

    private BatchBackfill backfill(BatchBackfill.Job job) {
      var options =
          new BatchBackfill.Options(
              BATCH, new BoundedTransaction(SOON, SOON.multipliedBy(2)), 1, SOON);
      return new BatchBackfill(
          postgres.dataSource(),
          job,
          options,
          this::customerAddsARow,
          Pause.interruptible(),
          new SimpleMeterRegistry());
    }

    private void customerAddsARow() {
      if (readByCustomers.size() < NEW_ROWS) {
        readByCustomers.add(text("INSERT INTO orders (total) VALUES (0) RETURNING mark"));
      }
    }

    private boolean stillThere(String mark) {
      return text("SELECT count(*) FROM orders WHERE mark::text = '%s'".formatted(mark))
          .equals("1");
    }

    private long file() throws SQLException {
      return postgres.number("SELECT pg_relation_filenode('orders')");
    }

    private String text(String sql) {
      try (Connection connection = postgres.dataSource().getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return String.valueOf(rows.getString(1));
      } catch (SQLException e) {
        throw new IllegalStateException("refused: " + sql, e);
      }
    }
  }

  /** Adds a column, and returns when every row has its value. */
  interface Change {
    void apply(Column column) throws Exception;
  }

  /**
   * @param rewrites whether the table's file is another one
   * @param newRows that were added, and read, while old ones were filled
   * @param valuesReplaced of those, that have another value now
   */
  record Filled(
      int rewrites,
      List<Witness.Step> steps,
      long oldRowsFilled,
      long distinctValues,
      int newRows,
      int valuesReplaced) {}
}
