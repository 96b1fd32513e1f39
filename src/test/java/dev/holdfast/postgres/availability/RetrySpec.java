package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Do retries help, or do they finish the server off? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class RetrySpec {
  static final int TRIES = 5; // of one call, in every arm
  static final Duration PAUSE = Duration.ofMillis(1); // the load is counted, not timed
  static final MeterRegistry METERS = new SimpleMeterRegistry();

  @Claim(
      says =
          "While the server is away, retries stay within a budget that all calls share, and"
              + " afterwards every call succeeds",
      limit = "one process; each has a budget of its own. Calls are reads, or keyed: repeatable",
      source =
          "Finagle, RetryBudget; Brooker, Fixing retries with token buckets and circuit breakers")
  class RetriesStayWithinABudget implements Experiment<Retry, Load> {
    static final int CALLS = 50;
    static final int PERCENT = 10;
    static final int CAPACITY = 10; // tokens
    static final int BUDGET = CAPACITY + CALLS * PERCENT / 100; // retries; time adds none in here

    private final Faults faults;
    private final History history;
    private final Link link;
    private final Attempts attempts;

    RetriesStayWithinABudget(Postgres postgres, Faults faults, History history) {
      this.faults = faults;
      this.history = history;
      this.link = faults.link(postgres.upstream());
      this.attempts = new Attempts(postgres.dataSource(link));
    }

    @Subject({BudgetedRetry.class, RetryBudget.class, SqlFailure.class})
    Retry each_retry_costs_a_token() {
      var budget =
          new RetryBudget(new RetryBudget.Options(PERCENT, 0, CAPACITY), System::nanoTime, METERS);
      var options = new BudgetedRetry.Options(TRIES, PAUSE, PAUSE, true);
      return new BudgetedRetry(options, budget, Pause.interruptible(), METERS)::call;
    }

    @Control(differs = "counts the tries of a call, and not those of all calls")
    Retry five_tries_a_call() {
      return new NaiveRetry(TRIES, PAUSE)::call;
    }

    @Override
    public Load run(Retry retry) throws Exception {
      int failed;
      try (Fault _ = faults.outage(link)) {
        failed = CALLS - Calls.succeeded(history, CALLS, () -> retry.call(attempts::read));
      }
      int during = attempts.made();
      int after = Calls.succeeded(history, CALLS, () -> retry.call(attempts::read));
      return new Load(failed, during, after);
    }

    @Override
    public void holds(Load seen) {
      assertThat(seen.attemptsMeanwhile()).isLessThanOrEqualTo(CALLS + BUDGET);
      assertThat(seen.succeededAfterwards()).isEqualTo(CALLS);
    }

    @Override
    public void breaks(Load seen) {
      assertThat(seen.attemptsMeanwhile()).isEqualTo(CALLS * TRIES);
    }

    @Override
    public void felt(Load seen) {
      assertThat(seen.failed()).isEqualTo(CALLS);
    }

    @Override
    public String figure(Load seen) {
      return "%d attempts for %d calls".formatted(seen.attemptsMeanwhile(), CALLS);
    }
  }

  @Claim(
      says = "What the database refuses for good, a key that is taken, is never tried again",
      limit = "by SQLSTATE: what a trigger raises under a retriable code is tried again",
      source = "PostgreSQL 18 manual, appendix A, and section 13.5 on what to retry")
  class ADuplicateIsNeverTriedAgain implements Experiment<Retry, Refusals> {
    static final int CALLS = 20;

    private final Postgres postgres;
    private final Faults faults;
    private final History history;

    ADuplicateIsNeverTriedAgain(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({BudgetedRetry.class, SqlFailure.class})
    Retry what_was_rolled_back_for_another() {
      var budget =
          new RetryBudget(new RetryBudget.Options(100, 0, CALLS * TRIES), System::nanoTime, METERS);
      var options = new BudgetedRetry.Options(TRIES, PAUSE, PAUSE, true);
      return new BudgetedRetry(options, budget, Pause.interruptible(), METERS)::call;
    }

    @Control(differs = "does not look at what it failed by")
    Retry five_tries_a_call() {
      return new NaiveRetry(TRIES, PAUSE)::call;
    }

    @Override
    public Refusals run(Retry retry) throws Exception {
      postgres.execute("CREATE TABLE orders (number int PRIMARY KEY, attempt bigint)");
      postgres.execute("CREATE SEQUENCE attempts"); // counts what is rolled back, too
      postgres.execute(
          "INSERT INTO orders SELECT n, 0 FROM generate_series(1, %d) n".formatted(CALLS));
      int first = faults.instead("every number is taken", CALLS + 1, 1);
      int stored = 0;
      for (int number = first; number < first + CALLS; number++) {
        int next = number;
        stored += Calls.succeeded(history, 1, () -> retry.call(() -> insert(next)));
      }
      long attempts = postgres.number("SELECT last_value FROM attempts");
      return new Refusals(stored, CALLS - stored, attempts);
    }

    @Override
    public void holds(Refusals seen) {
      assertThat(seen.stored() + seen.refused()).isEqualTo(CALLS);
      assertThat(seen.attempts()).isEqualTo(CALLS);
    }

    @Override
    public void breaks(Refusals seen) {
      assertThat(seen.attempts()).isEqualTo(CALLS * TRIES);
    }

    @Override
    public void felt(Refusals seen) {
      assertThat(seen.refused()).isEqualTo(CALLS);
    }

    @Override
    public String figure(Refusals seen) {
      return "%d attempts of %d inserts, as the server counted".formatted(seen.attempts(), CALLS);
    }

    private int insert(int number) throws SQLException {
      try (Connection connection = postgres.dataSource().getConnection();
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO orders VALUES (?, nextval('attempts'))")) {
        insert.setInt(1, number);
        return insert.executeUpdate();
      }
    }
  }

  /** Makes a call, in its own way. */
  interface Retry {
    int call(SqlCall<Integer> call) throws SQLException, InterruptedException;
  }

  /**
   * @param failed calls during the outage
   * @param attemptsMeanwhile that went to the network for them
   */
  record Load(int failed, int attemptsMeanwhile, int succeededAfterwards) {}

  /**
   * @param attempts by the server's own count
   */
  record Refusals(int stored, int refused, long attempts) {}
}
