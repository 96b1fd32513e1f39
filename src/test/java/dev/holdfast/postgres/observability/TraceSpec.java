package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What does it cost to know which request a statement belongs to? */
@Specification(Outline.POSTGRES_OBSERVABILITY)
class TraceSpec {

  @Claim(
      says =
          "Every transaction shows its trace in the server's activity view, and its statements are"
              + " prepared once all the same",
      limit = "one more round trip a transaction; a statement outside of one carries no trace",
      source =
          "W3C, Trace Context, section 3.2; pgjdbc's server-prepare.md: a statement is reused when"
              + " its text is the same")
  class ATraceDoesNotMakeAStatementNew implements Experiment<Tagging, Traced> {
    static final int REQUESTS = 100;
    static final int TEXTS = 2; // the query, and what marks its transaction
    static final String QUERY = "SELECT total FROM orders WHERE id = ?";
    static final String ONE_TRACE = trace(0);

    final Postgres postgres;
    final Faults faults;

    ATraceDoesNotMakeAStatementNew(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject(TraceTags.class)
    Tagging a_parameter_of_the_transaction() {
      var tags = new TraceTags("shop");
      return (connection, trace) -> {
        tags.mark(connection, trace);
        return QUERY;
      };
    }

    @Control(differs = "the trace is a comment in the statement's text")
    Tagging a_comment_in_the_text() {
      return (_, trace) -> NaiveComment.on(QUERY, trace);
    }

    @Override
    public Traced run(Tagging tagging) throws Exception {
      postgres.execute("CREATE TABLE orders (id bigint PRIMARY KEY, total int NOT NULL)");
      postgres.execute("INSERT INTO orders SELECT n, n FROM generate_series(1, 1000) n");
      List<String> traces =
          faults.instead(
              "each request has a trace of its own",
              IntStream.range(0, REQUESTS).mapToObj(_ -> ONE_TRACE).toList(),
              IntStream.range(0, REQUESTS).mapToObj(TraceSpec::trace).toList());
      var source = postgres.dataSource();
      source.setApplicationName("shop");
      source.setPrepareThreshold(1); // prepared at once, so that the server tells texts apart
      Set<String> shown = new HashSet<>();
      int correlated = 0;
      try (Connection pooled = source.getConnection();
          Connection operator = postgres.dataSource().getConnection()) {
        pooled.setAutoCommit(false);
        for (int id = 1; id <= REQUESTS; id++) {
          String trace = traces.get(id - 1);
          int total = total(pooled, tagging.sql(pooled, trace), id);
          String seen = activity(operator);
          shown.addAll(traces.stream().filter(seen::contains).toList());
          correlated += total == id && seen.contains(trace) ? 1 : 0;
          pooled.commit();
        }
        String after = activity(operator);
        return new Traced(
            shown.size(),
            correlated,
            number(pooled, PREPARED.formatted("count(*)")),
            number(pooled, PREPARED.formatted("max(generic_plans + custom_plans)")),
            after.startsWith("shop\n"));
      }
    }

    /**
     * In the session of the pool: what the server has prepared for it, but for BEGIN, COMMIT, and
     * this.
     */
    static final String PREPARED =
        """
        SELECT %s FROM pg_prepared_statements
        WHERE statement NOT IN ('BEGIN', 'COMMIT') AND statement NOT LIKE '%%pg_prepared%%'""";

    @Override
    public void holds(Traced seen) {
      assertThat(seen.correlated()).isEqualTo(REQUESTS);
      assertThat(seen.texts()).isLessThanOrEqualTo(TEXTS);
      assertThat(seen.mostReused()).isEqualTo(REQUESTS);
      assertThat(seen.nameAfterwards()).isTrue();
    }

    @Override
    public void breaks(Traced seen) {
      assertThat(seen.texts()).isEqualTo(REQUESTS);
      assertThat(seen.mostReused()).isOne();
    }

    @Override
    public void felt(Traced seen) {
      assertThat(seen.tracesShown()).isEqualTo(REQUESTS);
    }

    @Override
    public String figure(Traced seen) {
      return "%d texts for %d requests".formatted(seen.texts(), REQUESTS);
    }

    private static int total(Connection connection, String sql, int id) throws SQLException {
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setInt(1, id);
        ResultSet rows = query.executeQuery();
        rows.next();
        return rows.getInt(1);
      }
    }

    /** What an operator sees of the application's session. */
    private static String activity(Connection operator) throws SQLException {
      try (Statement statement = operator.createStatement()) {
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT application_name || E'\\n' || query FROM pg_stat_activity
                WHERE datname = current_database() AND application_name LIKE 'shop%'""");
        rows.next();
        return rows.getString(1);
      }
    }

    private static long number(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        ResultSet rows = statement.executeQuery(sql);
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static String trace(int request) {
    return "%032x".formatted(0x4bf92f3577b34da6L + request);
  }

  /** Tags what is about to be asked, and returns its text. */
  interface Tagging {
    String sql(Connection connection, String trace) throws SQLException;
  }

  /**
   * @param tracesShown different ones in the server's activity view
   * @param correlated requests that were answered, with their own trace in that view
   * @param texts that the server prepared for the session
   * @param mostReused how often it executed one of them
   * @param nameAfterwards whether the session is called as before, between transactions
   */
  record Traced(
      int tracesShown, int correlated, long texts, long mostReused, boolean nameAfterwards) {}
}
