package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.RoundTrips;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.postgres.availability.CutCommits.Payer;
import dev.holdfast.postgres.availability.OutcomeResolvingTransaction.Work;
import dev.holdfast.postgres.driver.VerifiedCommit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * What does it cost, when nothing goes wrong, that one could ask?
 *
 * <p>Payments are made by plain transactions, and then by a candidate's, over the same connection.
 * What the candidate's cross the network oftener is what its outcome costs.
 */
@Specification(Outline.POSTGRES_AVAILABILITY)
class OutcomeCostSpec {
  static final int PAYMENTS = 4; // enough to see that each costs the same

  @Claim(
      says = "A transaction whose outcome can be asked for waits for one more round trip, not more",
      limit = "it takes a transaction number even for work that writes nothing",
      source = "PostgreSQL 18 manual, pg_current_xact_id; message flow of the extended query")
  class AnOutcomeCostsOneRoundTrip implements Experiment<Payer, Seen>, AutoCloseable {
    static final Duration FAR = Duration.ofMillis(20); // another region's database

    final Postgres postgres;
    final Faults faults;
    final Link link;
    final RoundTrips trips;
    final HikariDataSource pool = new HikariDataSource();

    AnOutcomeCostsOneRoundTrip(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
      this.link = faults.link(postgres.upstream());
      this.trips = new RoundTrips(postgres.dataSource(link), FAR);
      pool.setDataSource(trips.through(postgres.dataSource(link)));
      pool.setMaximumPoolSize(1); // a connection that is there: what it takes to log in is no part
    }

    @Subject({
      OutcomeResolvingTransaction.class,
      MarkedTransaction.class,
      TransactionMark.class,
      VerifiedCommit.class
    })
    Payer asked_when_in_doubt() {
      return new OutcomeResolvingTransaction(
              pool,
              _ -> TransactionOutcome.UNKNOWN, // never asked: nothing goes wrong here
              new OutcomeResolvingTransaction.Options(1, Duration.ZERO),
              Pause.interruptible(),
              new SimpleMeterRegistry())
          ::call;
    }

    @Control(differs = "asks for the outcome each time, and not only when in doubt")
    Payer asked_each_time() {
      return new NaiveAskingEachTime(pool)::call;
    }

    @Control(differs = "keeps a row for each outcome, which it looks for and writes")
    Payer a_row_for_each_outcome() {
      return new NaiveOutcomeRows(pool)::call;
    }

    @Override
    public Seen run(Payer payer) throws Exception {
      postgres.execute("CREATE TABLE payments (euros int NOT NULL)");
      postgres.execute(NaiveOutcomeRows.TABLE);
      pool.getConnection().close();
      Trips plain;
      Trips resolvable;
      try (Fault _ = faults.latency(link, FAR)) {
        plain = trips(new NaiveTransaction(pool, 1)::call);
        resolvable = trips(payer);
      }
      return new Seen(plain, resolvable, postgres.number("SELECT count(*) FROM payments"));
    }

    private Trips trips(Payer payer) throws SQLException, InterruptedException {
      Trips before = new Trips(trips.count(), trips.far());
      for (int i = 0; i < PAYMENTS; i++) {
        payer.pay(PAYMENT);
      }
      return new Trips(trips.count() - before.all(), trips.far() - before.far());
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.payments()).isEqualTo(2 * PAYMENTS);
      assertThat(seen.waitsMore()).isLessThanOrEqualTo(PAYMENTS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.waitsMore()).isEqualTo(2 * PAYMENTS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.plain().far()).isEqualTo(seen.plain().all());
      assertThat(seen.resolvable().far()).isEqualTo(seen.resolvable().all());
    }

    @Override
    public String figure(Seen seen) {
      return "%d round trips where a plain transaction takes %d"
          .formatted(seen.resolvable().all() / PAYMENTS, seen.plain().all() / PAYMENTS);
    }

    @Override
    public void close() throws IOException {
      pool.close();
      trips.close();
    }
  }

  private static final Work<Integer> PAYMENT =
      connection -> {
        try (Statement insert = connection.createStatement()) {
          return insert.executeUpdate("INSERT INTO payments VALUES (10)");
        }
      };

  /**
   * Round trips of all payments of a kind.
   *
   * @param far those whose answer took as long as a far server's
   */
  record Trips(int all, int far) {}

  /**
   * @param payments rows that are there in the end
   */
  record Seen(Trips plain, Trips resolvable, long payments) {
    int waitsMore() {
      return resolvable.far() - plain.far();
    }
  }
}
