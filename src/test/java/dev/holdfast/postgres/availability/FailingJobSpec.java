package dev.holdfast.postgres.availability;

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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;

/** Can one bad job stop the queue? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class FailingJobSpec {

  @Claim(
      says = "A job that fails is put off and stands in no other's way",
      limit =
          "it is tried again later, and given up after some tries; people have to look at those",
      source = "Hohpe and Woolf, Enterprise Integration Patterns: Invalid Message Channel")
  class AFailingJobStandsInNobodysWay implements Experiment<Worker, Poison> {
    static final int JOBS = 10;
    static final int TRIES = 3;
    static final int OFFERS = JOBS + 1 + TRIES; // enough to fail again, were it due
    static final Duration NOT_IN_HERE = Duration.ofHours(1); // when it is due again

    static final String NOT_PUT_OFF =
        """
        SELECT count(*) FROM jobs
        WHERE NOT due BETWEEN now() + interval '59 minutes' AND now() + interval '1 hour'""";

    private final Postgres postgres;
    private final Faults faults;
    private final History history;

    AFailingJobStandsInNobodysWay(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({JobQueue.class, Isolation.class})
    Worker undoes_it_and_puts_it_off() {
      var options = new JobQueue.Options(TRIES, NOT_IN_HERE);
      return new JobQueue(postgres.dataSource(), options, new SimpleMeterRegistry())::workOne;
    }

    @Control(differs = "rolls the failed job back, and leaves it where it was")
    Worker rolls_back() {
      return new NaiveImpatientQueue(postgres.dataSource())::workOne;
    }

    @Override
    public Poison run(Worker worker) throws Exception {
      Mail mail = new Mail(postgres);
      String first = faults.instead("a job that cannot be done is first", "letter", "poison");
      mail.order(first, 1);
      mail.order("card", JOBS);
      int[] failures = {0};
      for (int offered = 0; offered < OFFERS; offered++) {
        try {
          worker.workOne(
              (connection, job) -> {
                History.Invocation work = history.invoke("worker", "work");
                Mail.send(connection, job);
                if (job.payload().startsWith("poison")) {
                  failures[0]++;
                  work.failed(job.payload());
                  throw new IllegalArgumentException("nobody can do " + job.payload());
                }
                work.ok(job.payload());
              });
        } catch (IllegalArgumentException _) {
          // as a worker's loop does: it goes on with the next
        }
      }
      return new Poison(
          failures[0], mail.sentOnce(), mail.sent(), mail.left(), postgres.number(NOT_PUT_OFF));
    }

    @Override
    public void holds(Poison seen) {
      assertThat(seen.doneOnce()).isGreaterThanOrEqualTo(JOBS);
      assertThat(seen.done()).isEqualTo(seen.doneOnce());
      assertThat(seen.done() + seen.jobsLeft()).isEqualTo(JOBS + 1);
      assertThat(seen.failures()).isLessThanOrEqualTo(1);
      assertThat(seen.notPutOff()).isZero();
    }

    @Override
    public void breaks(Poison seen) {
      assertThat(seen.done()).isZero();
      assertThat(seen.failures()).isEqualTo(OFFERS);
    }

    @Override
    public void felt(Poison seen) {
      assertThat(seen.failures()).isPositive();
    }

    @Override
    public String figure(Poison seen) {
      return "%d jobs done, %d failures".formatted(seen.done(), seen.failures());
    }
  }

  /** Does the next job by the handler, and says whether there was one. */
  interface Worker {
    boolean workOne(JobQueue.Handler handler) throws SQLException;
  }

  /**
   * @param failures how often the job that fails was tried, also when there was no other any more
   * @param notPutOff jobs in the table that are not due in an hour
   */
  record Poison(int failures, long doneOnce, long done, long jobsLeft, long notPutOff) {}
}
