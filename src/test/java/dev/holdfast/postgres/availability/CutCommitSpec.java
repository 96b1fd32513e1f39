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
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import dev.holdfast.postgres.availability.CutCommits.Lengths;
import dev.holdfast.postgres.availability.CutCommits.Payer;
import dev.holdfast.postgres.availability.CutCommits.Seen;
import dev.holdfast.postgres.driver.VerifiedCommit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What became of a transaction whose connection was lost in its COMMIT?
 *
 * <p>The connection is cut after each byte of the COMMIT that reaches the server, until the last is
 * missing, and after each byte of the answer that comes back, until none is: a payment a cut. A
 * payment is judged by what its caller was told together with how often it was done.
 */
@Specification(Outline.POSTGRES_AVAILABILITY)
class CutCommitSpec {
  static final int TRIES = 3; // the first is cut; the others are there for who wants them
  static final int ASKS = 2; // the second shows that it is asked again
  static final Duration AT_ONCE = Duration.ofMillis(1); // the cut is over by then, or never is
  static final Duration FENCED_WITHIN = Duration.ofSeconds(5); // far longer than a session takes
  static final MeterRegistry METERS = new SimpleMeterRegistry();

  /**
   * A COMMIT takes effect with its Execute message. In the last cells of a request nothing is
   * missing but the Sync behind it, of so many bytes, in whole or in part.
   */
  static final int SYNC = 5;

  @Claim(
      says =
          "A transaction whose COMMIT is cut after any byte, either way, is applied exactly once,"
              + " and its caller is told so",
      limit =
          "the server can be asked over a new connection; what the work does outside of the"
              + " database may be repeated; a crash may undo a COMMIT that was not synchronous",
      source =
          "PostgreSQL 18 manual, pg_xact_status, and SQLSTATE 08007; extended query protocol: when"
              + " Execute and when Sync take effect")
  class ACutCommitIsAppliedOnce implements Experiment<Payer, Seen> {
    private final Postgres postgres;
    private final CutCommits cuts;

    ACutCommitIsAppliedOnce(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.cuts = new CutCommits(postgres, faults, history, true);
    }

    @Subject({
      OutcomeResolvingTransaction.class,
      MarkedTransaction.class,
      TransactionMark.class,
      ServerOutcomes.class,
      ZombieFence.class,
      VerifiedCommit.class
    })
    Payer ask_the_server_what_became_of_it() {
      return resolving(cuts.dataSource(), asking(postgres.dataSource()))::call;
    }

    @Control(differs = "takes a lost COMMIT for a rollback, and tries again without asking")
    Payer try_again() {
      return new NaiveTransaction(cuts.dataSource(), TRIES)::call;
    }

    @Control(differs = "takes a lost COMMIT for a rollback, and says so without asking")
    Payer never_try_again() {
      return new NaiveTransaction(cuts.dataSource(), 1)::call;
    }

    @Override
    public Seen run(Payer payer) throws Exception {
      Lengths commit = cuts.dryRun(payer);
      cuts.payAndCutAfterEachByte(payer, Direction.UP, commit.request() - 1);
      cuts.payAndCutAfterEachByte(payer, Direction.DOWN, commit.answer());
      return cuts.seen(asking(postgres.dataSource()));
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.request().cells()).matches("Y{2,}");
      assertThat(seen.answer().cells()).matches("Y{2,}");
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.request().cells()).matches("Y+D{%d}|N+L{%d}".formatted(SYNC, SYNC));
      assertThat(seen.answer().cells()).matches("D{2,}Y|L{2,}Y");
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.commitsLost()).isEqualTo(allButOne(seen));
    }

    @Override
    public String figure(Seen seen) {
      return figureOf(seen);
    }
  }

  @Claim(
      says =
          "Where nobody can be asked, a caller is told that the outcome is unknown, and is told the"
              + " truth when it asks again later",
      limit =
          "later is before the server forgets the number, and on the same timeline: what a failover"
              + " or a crash comes between stays unknown",
      source = "PostgreSQL 18 manual, pg_xact_status; Jepsen: indeterminate operations")
  class AnUnknownOutcomeIsNeverGuessed implements Experiment<Payer, Seen> {
    private final Postgres postgres;
    private final CutCommits cuts;

    AnUnknownOutcomeIsNeverGuessed(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.cuts = new CutCommits(postgres, faults, history, false);
    }

    @Subject({
      OutcomeResolvingTransaction.class,
      MarkedTransaction.class,
      ServerOutcomes.class,
      OutcomeUnknownException.class
    })
    Payer unknown_is_an_answer() {
      return resolving(cuts.dataSource(), asking(cuts.dataSource()))::call;
    }

    @Control(differs = "takes it for a rollback when nobody can be asked")
    Payer presumed_rolled_back() {
      return resolving(cuts.dataSource(), new NaiveOutcomes(asking(cuts.dataSource())))::call;
    }

    @Override
    public Seen run(Payer payer) throws Exception {
      Lengths commit = cuts.dryRun(payer);
      cuts.payAndCutAfterEachByte(payer, Direction.UP, commit.request() - 1);
      cuts.payAndCutAfterEachByte(payer, Direction.DOWN, commit.answer());
      return cuts.seen(asking(postgres.dataSource()));
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.request().cells()).matches("-*[Y+]+");
      assertThat(seen.answer().cells()).matches("[Y+]+");
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.request().cells()).matches("N+L{%d}".formatted(SYNC));
      assertThat(seen.answer().cells()).matches("L{2,}Y");
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.commitsLost()).isEqualTo(allButOne(seen));
    }

    @Override
    public String figure(Seen seen) {
      return figureOf(seen);
    }
  }

  private static OutcomeResolvingTransaction resolving(DataSource way, OutcomeSource outcomes) {
    var options = new OutcomeResolvingTransaction.Options(TRIES, AT_ONCE);
    return new OutcomeResolvingTransaction(way, outcomes, options, Pause.interruptible(), METERS);
  }

  private static OutcomeSource asking(DataSource way) {
    return new ServerOutcomes(
        way,
        new ZombieFence(FENCED_WITHIN, METERS),
        new ServerOutcomes.Options(ASKS, AT_ONCE),
        Pause.interruptible());
  }

  /** The one whose answer had come back whole before its connection was cut. */
  private static int allButOne(Seen seen) {
    return seen.request().cells().length() + seen.answer().cells().length() - 1;
  }

  private static String figureOf(Seen seen) {
    String all = seen.request().cells() + seen.answer().cells();
    return count(all, "D", "done twice")
        .or(() -> count(all, "L", "done and denied"))
        .or(() -> count(all, "+-", "told unknown, and the truth later"))
        .orElseGet(() -> count(all, "Y", "done once and told so").orElse("nothing done"));
  }

  private static Optional<String> count(String all, String letters, String what) {
    long cells = all.chars().filter(letter -> letters.indexOf(letter) >= 0).count();
    return cells == 0
        ? Optional.empty()
        : Optional.of("%d of %d %s".formatted(cells, all.length(), what));
  }
}
