package dev.holdfast.postgres.availability;

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
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Who asks a server that is known to be away? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class BreakerSpec {

  @Claim(
      says =
          "While the server is away, an open breaker lets one call an interval go to the network,"
              + " and closes at the first that is answered",
      limit = "the server that hangs instead needs a time-out below the breaker; one process",
      source = "Nygard, Release It!, Circuit Breaker")
  class AnOpenBreakerSparesTheServer implements Experiment<Gate, Spared> {
    static final int CALLS = 60;
    static final int FAILURES = 5;
    static final Duration BETWEEN_CALLS = Duration.ofMillis(10); // on the clock that is injected
    static final int CALLS_TO_A_PROBE = 20;
    static final Duration PROBE_AFTER = BETWEEN_CALLS.multipliedBy(CALLS_TO_A_PROBE);
    static final int MOST = FAILURES + (CALLS - FAILURES) / CALLS_TO_A_PROBE;

    private final Faults faults;
    private final History history;
    private final Link link;
    private final Attempts attempts;
    private final AtomicLong clock = new AtomicLong();

    AnOpenBreakerSparesTheServer(Postgres postgres, Faults faults, History history) {
      this.faults = faults;
      this.history = history;
      this.link = faults.link(postgres.upstream());
      this.attempts = new Attempts(postgres.dataSource(link));
    }

    @Subject({Breaker.class, BreakerOpenException.class, SqlFailure.class})
    Gate opens_after_five_failures() {
      return new Breaker(
              new Breaker.Options(FAILURES, PROBE_AFTER), clock::get, new SimpleMeterRegistry())
          ::call;
    }

    @Control(differs = "remembers nothing: each call finds out for itself")
    Gate every_call_goes_out() {
      return SqlCall::call;
    }

    @Override
    public Spared run(Gate breaker) throws Exception {
      int answered;
      try (Fault _ = faults.outage(link)) {
        answered = Calls.succeeded(history, CALLS, () -> callAndWait(breaker));
      }
      int inVain = attempts.failed();
      clock.addAndGet(PROBE_AFTER.toNanos());
      int after = Calls.succeeded(history, CALLS, () -> callAndWait(breaker));
      return new Spared(answered, inVain, after);
    }

    @Override
    public void holds(Spared seen) {
      assertThat(seen.attemptsInVain()).isLessThanOrEqualTo(MOST);
      assertThat(seen.succeededAfterwards()).isEqualTo(CALLS);
    }

    @Override
    public void breaks(Spared seen) {
      assertThat(seen.attemptsInVain()).isEqualTo(CALLS);
    }

    @Override
    public void felt(Spared seen) {
      assertThat(seen.succeededMeanwhile()).isZero();
    }

    @Override
    public String figure(Spared seen) {
      return "%d of %d calls went out in vain".formatted(seen.attemptsInVain(), CALLS);
    }

    private void callAndWait(Gate breaker) throws SQLException {
      try {
        breaker.call(attempts::read);
      } finally {
        clock.addAndGet(BETWEEN_CALLS.toNanos());
      }
    }
  }

  /** Makes a call, or does not. */
  interface Gate {
    int call(SqlCall<Integer> call) throws SQLException;
  }

  /**
   * @param attemptsInVain that went to the network during the outage, and failed there
   */
  record Spared(int succeededMeanwhile, int attemptsInVain, int succeededAfterwards) {}
}
