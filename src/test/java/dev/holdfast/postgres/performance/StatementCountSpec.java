package dev.holdfast.postgres.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Is a loop that asks once for each row noticed before it is slow? */
@Specification(Outline.POSTGRES_PERFORMANCE)
class StatementCountSpec {

  @Claim(
      says =
          "A request that asks once for each row is stopped at its budget, by a message that names"
              + " the statement",
      limit = "statements that a function or a trigger runs inside the server are not counted",
      source =
          "Fowler, Patterns of Enterprise Application Architecture, Lazy Load: ripple loading;"
              + " PostgreSQL 18 manual, appendix F, pg_stat_statements")
  class ALoopOfStatementsIsStopped implements Experiment<UnaryOperator<DataSource>, Requested> {
    static final int LINES = 3; // of each order
    static final int FEW = 1; // orders, in a developer's database
    static final int MANY = 100; // in a customer's
    static final int BUDGET = 10; // several times what the page needs when it asks well

    /** By the server, in this database; what the arm itself asks has other texts. */
    static final String CALLS =
        """
        SELECT coalesce(sum(calls), 0) FROM pg_stat_statements JOIN pg_database ON oid = dbid
        WHERE datname = current_database()
          AND (query = 'SELECT id FROM orders' OR query LIKE 'SELECT total FROM lines WHERE %')""";

    final Postgres postgres;
    final Faults faults;

    ALoopOfStatementsIsStopped(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject(StatementBudget.class)
    UnaryOperator<DataSource> budget_of_statements() {
      return new StatementBudget(BUDGET)::of;
    }

    @Control(differs = "nobody counts")
    UnaryOperator<DataSource> plain_data_source() {
      return UnaryOperator.identity();
    }

    @Override
    public Requested run(UnaryOperator<DataSource> unitOfWork) throws Exception {
      int orders = faults.instead("as many orders as customers have", FEW, MANY);
      postgres.execute(
          """
          CREATE EXTENSION pg_stat_statements;
          CREATE TABLE orders (id bigint PRIMARY KEY);
          CREATE TABLE lines (order_id bigint NOT NULL, total int NOT NULL);
          INSERT INTO orders SELECT generate_series(1, %1$d);
          INSERT INTO lines SELECT o, 1 FROM generate_series(1, %1$d) o, generate_series(1, %2$d);
          CREATE INDEX ON lines (order_id)"""
              .formatted(orders, LINES));
      int lines = 0;
      String stopped = "";
      try {
        lines = LazyOrders.load(unitOfWork.apply(postgres.dataSource()));
      } catch (SQLException e) {
        stopped = String.valueOf(e.getMessage());
      }
      return new Requested(
          postgres.number("SELECT count(*) FROM orders"), postgres.number(CALLS), lines, stopped);
    }

    @Override
    public void holds(Requested seen) {
      assertThat(seen.calls()).isBetween(1L, (long) BUDGET);
      if (seen.stopped().isEmpty()) {
        assertThat(seen.lines()).isEqualTo((int) seen.orders() * LINES);
      } else {
        assertThat(seen.calls()).isEqualTo(BUDGET);
        assertThat(seen.stopped()).contains(LazyOrders.LINES);
      }
    }

    @Override
    public void breaks(Requested seen) {
      assertThat(seen.calls()).isEqualTo(1 + MANY);
    }

    @Override
    public void felt(Requested seen) {
      assertThat(seen.orders()).isEqualTo(MANY);
    }

    @Override
    public String figure(Requested seen) {
      return seen.calls() + " statements";
    }
  }

  /**
   * @param orders in the table
   * @param calls that the server counted
   * @param stopped the error that ended the request; empty when it was answered
   */
  record Requested(long orders, long calls, int lines, String stopped) {}
}
