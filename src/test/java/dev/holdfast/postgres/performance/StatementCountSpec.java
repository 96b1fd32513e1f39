package dev.holdfast.postgres.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** How many statements does a list with its details take, and who counts them? */
@Specification(Outline.POSTGRES_PERFORMANCE)
class StatementCountSpec {
  static final int LINES = 3; // of each order
  static final int FEW = 1; // orders, in a developer's database
  static final int MANY = 100; // in a customer's

  /** Of these tables in this database, by the server. */
  static final String CALLS =
      """
      SELECT coalesce(sum(calls), 0) FROM pg_stat_statements JOIN pg_database ON oid = dbid
      WHERE datname = current_database() AND query ~* '^select .*\\m(orders|lines)\\M'""";

  @Claim(
      says =
          "A request that asks once for each row is stopped at its budget, by a message that names"
              + " the statement",
      limit = "statements that a function or a trigger runs inside the server are not counted",
      source =
          "Fowler, Patterns of Enterprise Application Architecture, Lazy Load: ripple loading;"
              + " PostgreSQL 18 manual, appendix F, pg_stat_statements")
  class ALoopOfStatementsIsStopped implements Experiment<UnaryOperator<DataSource>, Requested> {
    static final int BUDGET = 10; // several times what the page needs when it asks well

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
      stock(postgres, orders);
      int lines = 0;
      String stopped = "";
      try {
        lines = LazyOrders.load(unitOfWork.apply(postgres.dataSource()));
      } catch (SQLException e) {
        stopped = String.valueOf(e.getMessage());
      }
      return requested(postgres, lines, stopped);
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

  @Claim(
      says =
          "The lines of all orders on a page are loaded by one statement, however many orders"
              + " there are",
      limit = "all of them stand in memory at once: a page of parents, not a table",
      source =
          "Fowler, Patterns of Enterprise Application Architecture, Lazy Load: ripple loading;"
              + " PostgreSQL 18 manual, section 9.25.3")
  class TheLinesOfAllOrdersTakeOneStatement implements Experiment<Loader, Requested> {
    static final int ORDERS_AND_LINES = 2; // statements: one each

    final Postgres postgres;
    final Faults faults;

    TheLinesOfAllOrdersTakeOneStatement(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({ChildLoader.class, ChildLoader.Row.class})
    Loader an_array_of_ids() {
      return BatchedOrders::load;
    }

    @Control(differs = "asks for the lines of each order as it comes to it")
    Loader one_statement_an_order() {
      return LazyOrders::load;
    }

    @Peer(artifact = "org.jooq:jooq", configured = "MULTISET, as its manual nests collections")
    Loader jooq() {
      return BatchedOrders::nested;
    }

    @Override
    public Requested run(Loader loader) throws Exception {
      int orders = faults.instead("as many orders as customers have", FEW, MANY);
      stock(postgres, orders);
      int lines = loader.load(postgres.dataSource());
      return requested(postgres, lines, "");
    }

    @Override
    public void holds(Requested seen) {
      assertThat(seen.lines()).isEqualTo((int) seen.orders() * LINES);
      assertThat(seen.calls()).isBetween(1L, (long) ORDERS_AND_LINES);
    }

    @Override
    public void breaks(Requested seen) {
      assertThat(seen.lines()).isEqualTo(MANY * LINES);
      assertThat(seen.calls()).isEqualTo(1 + MANY);
    }

    @Override
    public void felt(Requested seen) {
      assertThat(seen.orders()).isEqualTo(MANY);
    }

    @Override
    public String figure(Requested seen) {
      return "%d statements for %d lines".formatted(seen.calls(), seen.lines());
    }
  }

  /** Answers a request for all orders with their lines, and returns the number of lines. */
  interface Loader {
    int load(DataSource dataSource) throws SQLException;
  }

  /**
   * @param orders in the table
   * @param calls that the server counted
   * @param stopped the error that ended the request; empty when it was answered
   */
  record Requested(long orders, long calls, int lines, String stopped) {}

  private static void stock(Postgres postgres, int orders) throws SQLException {
    postgres.execute(
        """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TABLE lines (order_id bigint NOT NULL, total int NOT NULL);
        INSERT INTO orders SELECT generate_series(1, %1$d);
        INSERT INTO lines SELECT o, 1 FROM generate_series(1, %1$d) o, generate_series(1, %2$d);
        CREATE INDEX ON lines (order_id)"""
            .formatted(orders, LINES));
  }

  /** Calls first: what the arm itself asks of the tables is not to be among them. */
  private static Requested requested(Postgres postgres, int lines, String stopped)
      throws SQLException {
    long calls = postgres.number(CALLS);
    return new Requested(postgres.number("SELECT count(*) FROM orders"), calls, lines, stopped);
  }
}
