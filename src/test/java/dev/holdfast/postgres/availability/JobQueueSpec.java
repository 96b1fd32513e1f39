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
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;

/** Is a table a queue? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class JobQueueSpec {
  /** A job that fails is not due again in here. */
  static final JobQueue.Options OPTIONS = new JobQueue.Options(3, Duration.ofHours(1));

  @Claim(
      says =
          "Workers that look for work at the same moment each get a job of their own at once: none"
              + " waits for another, and no job is done twice",
      limit = "what a job does outside of this database may be done twice; order is rough",
      source = "PostgreSQL 18 manual, SELECT, The Locking Clause: SKIP LOCKED")
  class NoTwoWorkersDoOneJob implements Experiment<Worker, Shared> {
    static final int WORKERS = 4;
    static final int ROUNDS = 5; // of a job for each worker
    static final int JOBS = ROUNDS * WORKERS;

    private final Postgres postgres;
    private final Faults faults;

    NoTwoWorkersDoOneJob(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({JobQueue.class, Isolation.class})
    Worker skips_what_is_locked() {
      return new JobQueue(postgres.dataSource(), OPTIONS, new SimpleMeterRegistry())::workOne;
    }

    @Control(differs = "selects the next job without locking it")
    Worker select_then_delete() {
      return new NaiveUnlockedQueue(postgres.dataSource())::workOne;
    }

    @Override
    public Shared run(Worker worker) throws Exception {
      Mail mail = new Mail(postgres);
      mail.order("letter", JOBS);
      int rounds = 0;
      try (Meeting meeting = new Meeting(postgres.dataSource(), WORKERS);
          Fault _ = faults.begin("all are at work at once", "the queue", meeting)) {
        for (; mail.left() > 0 && rounds < JOBS; rounds++) {
          meeting.next();
          faults.simultaneously(
              WORKERS,
              _ ->
                  () ->
                      worker.workOne(
                          (connection, job) -> {
                            meeting.arrive();
                            Mail.send(connection, job);
                          }));
        }
        return new Shared(
            rounds, meeting.held(), meeting.waiters(), mail.sent(), mail.sentOnce(), mail.left());
      }
    }

    @Override
    public void holds(Shared seen) {
      assertThat(seen.rounds()).isEqualTo(ROUNDS);
      assertThat(seen.waiting()).isZero();
      assertThat(seen.jobsLeft()).isZero();
      assertThat(seen.doneOnce()).isEqualTo(JOBS);
      assertThat(seen.done()).isEqualTo(JOBS);
    }

    @Override
    public void breaks(Shared seen) {
      assertThat(seen.rounds()).isEqualTo(JOBS);
      assertThat(seen.done()).isEqualTo(JOBS * WORKERS);
    }

    @Override
    public void felt(Shared seen) {
      assertThat(seen.roundsAtOnce()).isPositive().isEqualTo(seen.rounds());
    }

    @Override
    public String figure(Shared seen) {
      return "%d jobs done %d times in %d rounds, %d workers waited"
          .formatted(JOBS, seen.done(), seen.rounds(), seen.waiting());
    }
  }

  @Claim(
      says = "A job whose worker dies in the middle is done by the next worker, once",
      limit =
          "the server knows that the session ended; a worker that hangs, or is cut off silently,"
              + " keeps its job until the server's keep-alive or time-out finds out",
      source =
          "Kleppmann, Designing Data-Intensive Applications, chapter 11: results and offsets"
              + " committed together")
  class AKilledWorkersJobGoesOn implements Experiment<Worker, Deaths> {
    static final int JOBS = 8; // in calm, a worker each; under the fault, as many deaths
    static final Duration SOON = Duration.ofSeconds(5); // far more than a session takes to end

    private final Postgres postgres;
    private final Faults faults;
    private final History history;

    AKilledWorkersJobGoesOn(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({JobQueue.class, Isolation.class})
    Worker taking_and_doing_are_one_transaction() {
      return new JobQueue(postgres.dataSource(), OPTIONS, new SimpleMeterRegistry())::workOne;
    }

    @Control(differs = "commits that the job is taken before it does it")
    Worker marks_the_job_then_works() {
      return new NaiveMarkedJobs(postgres.dataSource())::workOne;
    }

    @Override
    public Deaths run(Worker worker) throws Exception {
      Mail mail = new Mail(postgres);
      mail.order("letter", JOBS);
      int lost = 0;
      for (int begun = 0; begun < JOBS; begun++) {
        History.Invocation work = history.invoke("worker-" + (begun + 1), "work");
        try {
          worker.workOne(
              (connection, job) -> {
                Mail.send(connection, job);
                long session = Mail.session(connection);
                try (Fault killed =
                    faults.begin("its session is ended", "a worker", () -> end(session))) {
                  killed.awaitFelt(SOON, () -> !lives(session));
                }
              });
          work.ok("done");
        } catch (SQLException e) {
          lost++; // the worker is dead; the next one comes
          work.indeterminate(e.getMessage());
        }
      }
      int rest = 0;
      while (history.call("the next worker", "work", () -> worker.workOne(Mail::send))) {
        rest++;
      }
      return new Deaths(lost, rest, mail.sent(), mail.sentOnce(), mail.left());
    }

    @Override
    public void holds(Deaths seen) {
      assertThat(seen.jobsLeft()).isZero();
      assertThat(seen.doneOnce()).isEqualTo(JOBS);
      assertThat(seen.done()).isEqualTo(JOBS);
    }

    @Override
    public void breaks(Deaths seen) {
      assertThat(seen.done()).isZero();
      assertThat(seen.jobsLeft()).isEqualTo(JOBS);
    }

    @Override
    public void felt(Deaths seen) {
      assertThat(seen.workersLost()).isEqualTo(JOBS);
    }

    @Override
    public String figure(Deaths seen) {
      return "%d workers lost; %d of %d jobs done, %d left"
          .formatted(seen.workersLost(), seen.doneOnce(), JOBS, seen.jobsLeft());
    }

    private AutoCloseable end(long session) throws SQLException {
      postgres.execute("SELECT pg_terminate_backend(%d)".formatted(session));
      return () -> {};
    }

    private boolean lives(long session) throws SQLException {
      return 0 < postgres.number("SELECT count(*) FROM pg_stat_activity WHERE pid = " + session);
    }
  }

  /** Does the next job by the handler, and says whether there was one. */
  interface Worker {
    boolean workOne(JobQueue.Handler handler) throws SQLException;
  }

  /**
   * @param rounds in which each worker looked for work, until there was none
   * @param roundsAtOnce in which all workers were in the middle of a job at the same time
   * @param waiting workers that waited for a lock while others were in the middle of a job, in all
   *     rounds, as the server said
   * @param doneOnce jobs with one effect stored, of all their effects in {@code done}
   */
  record Shared(
      int rounds, int roundsAtOnce, int waiting, long done, long doneOnce, long jobsLeft) {}

  /**
   * @param workersLost whose session the server ended in the middle of a job
   * @param offeredAgain jobs that there were for those who came afterwards
   */
  record Deaths(int workersLost, int offeredAgain, long done, long doneOnce, long jobsLeft) {}
}
