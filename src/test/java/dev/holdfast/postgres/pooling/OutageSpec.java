package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What does an outage of the database cost those who call, and what is left of it afterwards? */
@Specification(Outline.POSTGRES_POOLING)
class OutageSpec {

  @Claim(
      says =
          "In an outage no caller waits longer than the pool's time-out and a margin, and the pool"
              + " recovers by itself",
      limit =
          "HikariCP looks for the database again at growing intervals, 5 s at most; a connection"
              + " that is silent, not closed, costs a second of validation",
      source =
          "HikariCP's wiki, Bad Behavior: Handling Database Down; HikariPool.PoolEntryCreator;"
              + " Nygard, Release It!, chapter 5")
  class AnOutageCostsACallerOneTimeout implements Experiment<Pool, Outage> {
    static final int VISITORS = 8;
    static final int SIZE = 4; // connections, fewer than visitors
    static final int SOME = 80; // calls: every visitor, many times

    static final Duration WAITING = Duration.ofMillis(250); // the least that HikariCP takes
    static final Duration MARGIN = Duration.ofMillis(400); // for two busy cores
    static final Duration OUTAGE = WAITING.multipliedBy(4); // half as long again as both together

    static final Duration BACK_WITHIN =
        Duration.ofSeconds(5).plus(WAITING).plus(MARGIN); // HikariCP's longest interval, and a wait

    static final Duration CHECKING = Duration.ofSeconds(1); // the least that all pools can count
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    final Postgres postgres;
    final Faults faults;
    final History history;
    final Link link;

    AnOutageCostsACallerOneTimeout(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.link = faults.link(postgres.upstream());
    }

    @Subject(FailFastPool.class)
    Pool a_short_wait_for_a_connection() {
      var options = new FailFastPool.Options("orders", SIZE, WAITING);
      return Pool.of(
          FailFastPool.open(postgres.dataSource(link), options, new SimpleMeterRegistry()));
    }

    @Control(differs = "the default wait for a connection, 30 s")
    Pool hikari_defaults() {
      HikariConfig config = new HikariConfig();
      config.setDataSource(postgres.dataSource(link));
      config.setMaximumPoolSize(SIZE);
      return Pool.of(new HikariDataSource(config));
    }

    @Peer(artifact = "org.apache.commons:commons-dbcp2", configured = StockPools.DBCP)
    Pool dbcp() {
      return others().dbcp();
    }

    @Peer(artifact = "com.mchange:c3p0", configured = StockPools.C_THREE_P_ZERO)
    Pool c3p0() {
      return others().c3p0();
    }

    @Peer(artifact = "io.agroal:agroal-pool", configured = StockPools.AGROAL)
    Pool agroal() throws SQLException {
      return others().agroal();
    }

    @Peer(artifact = "org.apache.tomcat:tomcat-jdbc", configured = StockPools.TOMCAT)
    Pool tomcat() {
      return others().tomcat();
    }

    @Override
    public Outage run(Pool pool) throws Exception {
      try (Visitors visitors = new Visitors(pool, history, VISITORS).goOnFor(SOME)) {
        AtomicLong sessions = new AtomicLong(sessions());
        visitors.areOfInterest();
        try (Fault outage = faults.outage(link)) {
          long began = System.nanoTime();
          outage.awaitFelt(SOON, () -> sessions.accumulateAndGet(sessions(), Math::min) == 0);
          outage.awaitFelt(OUTAGE.plus(SOON), () -> System.nanoTime() - began >= OUTAGE.toNanos());
        }
        long over = System.nanoTime();
        visitors.goOnFor(1);
        Duration back = Duration.ofNanos(System.nanoTime() - over);
        int served = visitors.goOnFor(SOME).served();
        List<Duration> longest = visitors.longest();
        return new Outage(
            sessions.get(), Collections.min(longest), Collections.max(longest), back, served);
      }
    }

    @Override
    public void holds(Outage seen) {
      assertThat(seen.longestOfTheWorstOff()).isLessThanOrEqualTo(WAITING.plus(MARGIN));
      assertThat(seen.backAfter()).isLessThanOrEqualTo(BACK_WITHIN);
      assertThat(seen.served()).isGreaterThanOrEqualTo(2 * SOME);
    }

    @Override
    public void breaks(Outage seen) {
      assertThat(seen.longestOfTheBestOff())
          .isGreaterThanOrEqualTo(OUTAGE.multipliedBy(9).dividedBy(10));
    }

    @Override
    public void felt(Outage seen) {
      assertThat(seen.leastSessions()).isZero();
    }

    @Override
    public String figure(Outage seen) {
      return "a wait of %,d ms, back after %,d ms"
          .formatted(seen.longestOfTheWorstOff().toMillis(), seen.backAfter().toMillis());
    }

    private StockPools others() {
      return new StockPools(postgres.dataSource(link), SIZE, WAITING, CHECKING);
    }

    private long sessions() throws SQLException {
      return postgres.number(
          """
          SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()""");
    }
  }

  /**
   * @param leastSessions of the pool, by the server's count, before and in the outage
   * @param longestOfTheBestOff visitor: what each had to wait at least once, for whatever answer
   * @param longestOfTheWorstOff visitor
   * @param backAfter the end of the outage the next call was served
   */
  record Outage(
      long leastSessions,
      Duration longestOfTheBestOff,
      Duration longestOfTheWorstOff,
      Duration backAfter,
      int served) {}
}
