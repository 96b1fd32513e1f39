package dev.holdfast.postgres.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/** Is a query released whose plan reads the whole table? */
@Specification(Outline.POSTGRES_PERFORMANCE)
class PlanSpec {
  static final int ROWS = 20_000; // more than a hundred pages: an index is far cheaper
  static final int OF_A_STATE = 10; // rows that the query is for
  static final int EXECUTIONS = 20; // in production; twice what it takes to a generic plan

  /** Ten times what the index costs: a root, a leaf, a page for each row. */
  static final PlanShape SHAPE = new PlanShape(Set.of("orders_by_state"), 0, 100);

  static final PlanShape.Query QUERY =
      new PlanShape.Query("SELECT id FROM orders WHERE state = $1", List.of("'state-7'"));

  /** Where half of all rows are expected to fit, it seems cheaper to look at them in this order. */
  static final PlanShape.Query FIRST_TEN =
      new PlanShape.Query(QUERY.sql() + " ORDER BY id LIMIT " + OF_A_STATE, QUERY.literals());

  /** Rows before the tenth of state 7, and that one. */
  static final int UP_TO_THE_TENTH = (OF_A_STATE - 1) * (ROWS / OF_A_STATE) + 7 + 1;

  /** A state has ten rows. */
  static final String EVEN = "'state-' || n % " + ROWS / OF_A_STATE;

  /** That one state still has ten rows; all others are done. */
  static final String SKEWED =
      "CASE n %% %1$d WHEN 7 THEN 'state-7' ELSE 'done' END".formatted(ROWS / OF_A_STATE);

  @Claim(
      says = "A query that has lost its index is not released, though it returns the right rows",
      limit = "on rows like production's, analysed; on an empty table every plan is a short one",
      source = "PostgreSQL 18 manual, section 14.1, Using EXPLAIN")
  class AQueryWithoutItsIndexIsNotReleased implements Experiment<Gate, Release> {
    final Postgres postgres;
    final Faults faults;

    AQueryWithoutItsIndexIsNotReleased(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({PlanShape.class, PlanShape.Query.class})
    Gate plan_as_it_was_executed() {
      return SHAPE::deviations;
    }

    @Control(differs = "looks at the rows that come back, not at how they were found")
    Gate right_rows() {
      return (connection, query) -> NaiveReview.ofRows(connection, query, OF_A_STATE);
    }

    @Override
    public Release run(Gate gate) throws Exception {
      fill(postgres, EVEN);
      try (Fault _ =
          faults.begin(
              "its index is gone",
              "orders",
              () -> {
                postgres.execute("DROP INDEX orders_by_state");
                return () -> {};
              })) {
        return release(postgres, gate, QUERY);
      }
    }

    @Override
    public void holds(Release seen) {
      assertThat(seen.rightRows()).isTrue();
      assertThat(seen.released()).isEqualTo(seen.rowsReadByEach() == OF_A_STATE);
    }

    @Override
    public void breaks(Release seen) {
      assertThat(seen.released()).isTrue();
      assertThat(seen.rowsReadByEach()).isEqualTo(ROWS);
    }

    @Override
    public void felt(Release seen) {
      assertThat(seen.rowsReadByEach()).isEqualTo(ROWS);
    }

    @Override
    public String figure(Release seen) {
      return seen.summary();
    }
  }

  @Claim(
      says =
          "A query that is fast for the value of a test, and slow by the plan for any value, is not"
              + " released",
      limit =
          "whether a session takes the generic plan is the server's choice, or plan_cache_mode's;"
              + " here production is made to take it",
      source = "PostgreSQL 18 manual, the notes of PREPARE on generic and custom plans")
  class AQueryWithASlowGenericPlanIsNotReleased implements Experiment<Gate, Release> {
    final Postgres postgres;
    final Faults faults;

    AQueryWithASlowGenericPlanIsNotReleased(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({PlanShape.class, PlanShape.Query.class})
    Gate custom_and_generic_plan() {
      return SHAPE::deviations;
    }

    @Control(differs = "looks at the plan for the test's value alone")
    Gate plan_for_the_value() {
      return NaiveReview::ofPlan;
    }

    @Override
    public Release run(Gate gate) throws Exception {
      fill(postgres, faults.instead("nearly all rows have one value", EVEN, SKEWED));
      return release(postgres, gate, FIRST_TEN);
    }

    @Override
    public void holds(Release seen) {
      assertThat(seen.rightRows()).isTrue();
      assertThat(seen.released()).isEqualTo(seen.rowsReadByEach() == OF_A_STATE);
    }

    @Override
    public void breaks(Release seen) {
      assertThat(seen.released()).isTrue();
      assertThat(seen.rowsReadByEach()).isEqualTo(UP_TO_THE_TENTH);
    }

    @Override
    public void felt(Release seen) {
      assertThat(seen.genericPlans()).isEqualTo(EXECUTIONS);
      assertThat(seen.rowsReadByEach()).isEqualTo(UP_TO_THE_TENTH);
    }

    @Override
    public String figure(Release seen) {
      return seen.summary();
    }
  }

  /** Says what is wrong with a query; nothing, and it is released. */
  interface Gate {
    List<String> complaints(Connection connection, PlanShape.Query query) throws SQLException;
  }

  /**
   * @param rowsReadByEach execution in production, as the server counted them; measured whether or
   *     not the query was released
   * @param genericPlans that the server used in production
   */
  record Release(
      List<String> complaints, boolean rightRows, long rowsReadByEach, long genericPlans) {
    boolean released() {
      return complaints.isEmpty();
    }

    String summary() {
      return "%s; %,d rows read by each execution"
          .formatted(released() ? "released" : "stopped", rowsReadByEach);
    }
  }

  private static void fill(Postgres postgres, String state) throws SQLException {
    postgres.execute(
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL, note text NOT NULL);
        INSERT INTO orders SELECT n, %s, repeat('x', 50) FROM generate_series(0, %d - 1) n;
        CREATE INDEX orders_by_state ON orders (state)"""
            .formatted(state, ROWS));
    postgres.execute("VACUUM ANALYZE orders");
  }

  private static Release release(Postgres postgres, Gate gate, PlanShape.Query asked)
      throws SQLException {
    List<String> complaints;
    try (Connection build = postgres.dataSource().getConnection()) {
      complaints = gate.complaints(build, asked);
    }
    var source = postgres.dataSource();
    source.setPrepareThreshold(1); // prepared on the server at once
    source.setOptions("-c plan_cache_mode=force_generic_plan");
    try (Connection production = source.getConnection();
        Statement statement = production.createStatement();
        PreparedStatement query = production.prepareStatement(asked.sql().replace("$1", "?"))) {
      production.setAutoCommit(false); // pg_stat_xact_… counts a transaction
      query.setString(1, asked.literals().getFirst().replace("'", ""));
      boolean right = true;
      for (int i = 0; i < EXECUTIONS; i++) {
        int found = 0;
        for (ResultSet rows = query.executeQuery(); rows.next(); ) {
          found++;
        }
        right &= found == OF_A_STATE;
      }
      long read =
          number(
              statement,
              """
              SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
              WHERE relname = 'orders'""");
      long generic =
          number(
              statement,
              "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT id%'");
      return new Release(complaints, right, read / EXECUTIONS, generic);
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    ResultSet rows = statement.executeQuery(sql);
    rows.next();
    return rows.getLong(1);
  }
}
