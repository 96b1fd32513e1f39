package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What becomes of a statement whose caller has given up? */
@Specification(Outline.POSTGRES_DRIVER)
class AbandonedStatementSpec {

  @Claim(
      says = "When the callers have given up, the server works for none of them any more",
      limit =
          "counts per statement, not per transaction; through a transaction pooler the deadline"
              + " belongs on the role",
      source = "PostgreSQL 18 manual, statement_timeout; pgjdbc issue 1461")
  class TheServerStopsWhenTheClientGivesUp implements Experiment<DataSource, Abandoned> {
    static final int CALLERS = 5; // a row each, so that they do not wait for one another
    static final int TRIES = 2; // an impatient caller tries again
    static final int OFFERED = CALLERS * TRIES;

    static final Duration PATIENCE = Duration.ofSeconds(1); // the least that the driver can count
    static final Duration DEADLINE = PATIENCE.dividedBy(2); // the server's, well before
    static final Duration STOPPED_WITHIN = DEADLINE; // a server's look at its clock
    static final Duration LOOK_EVERY = Duration.ofMillis(10);
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    static final NetworkBudget NETWORK = new NetworkBudget(PATIENCE, PATIENCE);

    final Postgres postgres;
    final Faults faults;
    final History history;

    TheServerStopsWhenTheClientGivesUp(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({QueryDeadline.class, NetworkBudget.class})
    DataSource a_deadline_in_the_server() {
      return new QueryDeadline(DEADLINE, NETWORK).applyTo(postgres.dataSource());
    }

    @Control(differs = "only the client knows the deadline")
    DataSource socket_timeout() {
      return NETWORK.applyTo(postgres.dataSource());
    }

    @Peer(
        artifact = "org.postgresql:postgresql",
        configured =
            "queryTimeout, its cancel request on a connection of its own; no socketTimeout")
    DataSource query_timeout() {
      var source = postgres.dataSource();
      source.setQueryTimeout(Math.toIntExact(PATIENCE.toSeconds()));
      return source;
    }

    @Override
    public Abandoned run(DataSource database) throws Exception {
      postgres.execute(
          """
          CREATE TABLE accounts (id int PRIMARY KEY, deposits int NOT NULL DEFAULT 0);
          INSERT INTO accounts (id) SELECT generate_series(0, %d)"""
              .formatted(CALLERS - 1));
      AtomicInteger answered = new AtomicInteger();
      AtomicInteger givenUp = new AtomicInteger();
      AtomicLong atOnce = new AtomicLong();
      long abandoned;
      try (Fault held = faults.begin("a transaction holds the rows", "accounts", this::hold);
          Calls calls =
              new Calls(history, CALLERS, caller -> deposit(database, caller, answered, givenUp))) {
        held.awaitFelt(SOON, () -> atOnce.accumulateAndGet(atWork(), Math::max) == CALLERS);
        calls.await();
        abandoned = atWorkAfter(STOPPED_WITHIN);
      }
      Awaitility.await("the rows are free, and nobody waits")
          .atMost(SOON)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> atWork() == 0);
      long stored = postgres.number("SELECT sum(deposits) FROM accounts");
      return new Abandoned(
          OFFERED, atOnce.get(), answered.get(), givenUp.get(), abandoned, stored - answered.get());
    }

    @Override
    public void holds(Abandoned seen) {
      assertThat(seen.answered() + seen.givenUp()).isEqualTo(OFFERED);
      assertThat(seen.stillAtWork()).isZero();
      assertThat(seen.storedUnheard()).isZero();
    }

    @Override
    public void breaks(Abandoned seen) {
      assertThat(seen.stillAtWork()).isEqualTo(OFFERED);
      assertThat(seen.storedUnheard()).isEqualTo(OFFERED);
    }

    @Override
    public void felt(Abandoned seen) {
      assertThat(seen.keptWaitingAtOnce()).isEqualTo(CALLERS);
    }

    @Override
    public String figure(Abandoned seen) {
      return "%d of %d still at work, %d stored that were told to have failed"
          .formatted(seen.stillAtWork(), seen.offered(), seen.storedUnheard());
    }

    /** As a report in a transaction of its own would, until it is closed. */
    private AutoCloseable hold() throws SQLException {
      Connection holder = postgres.dataSource().getConnection();
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("SELECT FROM accounts FOR UPDATE");
      }
      return holder;
    }

    private static void deposit(
        DataSource database, int account, AtomicInteger answered, AtomicInteger givenUp)
        throws SQLException {
      for (int tried = 0; tried < TRIES; tried++) {
        try (Connection connection = database.getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("UPDATE accounts SET deposits = deposits + 1 WHERE id = " + account);
          answered.incrementAndGet();
        } catch (SQLException e) {
          givenUp.incrementAndGet();
        }
      }
    }

    /** Statements that the server keeps waiting for a lock. */
    private long atWork() throws SQLException {
      return postgres.number(
          """
          SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'""");
    }

    private long atWorkAfter(Duration limit) throws SQLException {
      try {
        Awaitility.await()
            .atMost(limit)
            .pollDelay(Duration.ZERO)
            .pollInterval(LOOK_EVERY)
            .until(() -> atWork() == 0);
      } catch (ConditionTimeoutException e) {
        return atWork();
      }
      return 0;
    }
  }

  /**
   * @param offered statements of all callers
   * @param keptWaitingAtOnce the most statements that the server was seen to keep waiting
   * @param givenUp whose caller was told of an error
   * @param stillAtWork in the server, when every caller had given up
   * @param storedUnheard effects of statements whose caller was told of an error
   */
  record Abandoned(
      int offered,
      long keptWaitingAtOnce,
      int answered,
      int givenUp,
      long stillAtWork,
      long storedUnheard) {}
}
