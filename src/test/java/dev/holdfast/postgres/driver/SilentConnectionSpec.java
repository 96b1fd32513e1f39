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
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import dev.holdfast.postgres.pooling.Gate;
import dev.holdfast.postgres.pooling.Pool;
import dev.holdfast.postgres.pooling.StockPools;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How long does a caller wait for a server that is gone without a word? */
@Specification(Outline.POSTGRES_DRIVER)
class SilentConnectionSpec {
  static final int CALLERS = 4; // each has a connection, which is all of the pool
  static final Duration BUDGET = Duration.ofSeconds(1); // the least that the driver can count
  static final Duration MARGIN =
      Duration.ofMillis(500); // for two busy cores: five times their noise
  static final Duration IN_TIME = BUDGET.plus(MARGIN);
  static final Duration TOO_LONG = IN_TIME.plus(MARGIN);
  static final NetworkBudget NETWORK = new NetworkBudget(BUDGET, BUDGET);

  @Claim(
      says =
          "Callers of a server that falls silent under their queries are told within the budget"
              + " and a margin",
      limit =
          "a statement that runs for longer than the budget counts as silence; whether it was"
              + " applied, the caller has to ask",
      source =
          "pgJDBC's documentation, socketTimeout; HikariCP's wiki, Rapid Recovery: a pool cannot"
              + " take back a connection that is in use")
  class AQueryIntoSilenceIsGivenUp implements Experiment<Pool, Silence> {
    final Postgres postgres;
    final Faults faults;
    final History history;
    final PooledLink path;

    AQueryIntoSilenceIsGivenUp(Postgres postgres, Faults faults, History history)
        throws SQLException {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.path = new PooledLink(postgres, faults, CALLERS);
    }

    @Subject(NetworkBudget.class)
    Pool the_driver_counts_the_silence() {
      return path.hikari(NETWORK.applyTo(path.database()));
    }

    @Control(differs = "the driver's defaults: no limit to the silence")
    Pool driver_defaults() {
      return path.hikari(path.database());
    }

    @Peer(artifact = "org.apache.commons:commons-dbcp2", configured = StockPools.DBCP)
    Pool dbcp() {
      return path.others(BUDGET).dbcp();
    }

    @Peer(artifact = "com.mchange:c3p0", configured = StockPools.C_THREE_P_ZERO)
    Pool c3p0() {
      return path.others(BUDGET).c3p0();
    }

    @Peer(artifact = "io.agroal:agroal-pool", configured = StockPools.AGROAL)
    Pool agroal() throws SQLException {
      return path.others(BUDGET).agroal();
    }

    @Peer(artifact = "org.apache.tomcat:tomcat-jdbc", configured = StockPools.TOMCAT)
    Pool tomcat() {
      return path.others(BUDGET).tomcat();
    }

    @Override
    public Silence run(Pool pool) throws Exception {
      try (Gate gate = new Gate(postgres)) {
        List<Connection> lent = path.lend(pool);
        Calls calls =
            new Calls(
                history,
                CALLERS,
                caller -> {
                  try (Connection connection = lent.get(caller)) {
                    PooledLink.serve(connection, caller);
                  }
                });
        try (calls) {
          gate.awaitWaiting(CALLERS);
          long began;
          try (Fault _ = faults.halfOpen(path.link(), Direction.BOTH)) {
            began = System.nanoTime();
            gate.open(); // the server answers into the silence
            path.awaitServed();
            PooledLink.awaitTold(calls, began, TOO_LONG);
          }
          return Silence.of(calls.await(), began, path.served(), path.servedAfterwards(pool));
        }
      }
    }

    @Override
    public void holds(Silence seen) {
      assertThat(seen.toldInTime()).isEqualTo(CALLERS);
      assertThat(seen.served()).isEqualTo(CALLERS);
      assertThat(seen.servedAfterwards()).isEqualTo(CALLERS);
    }

    @Override
    public void breaks(Silence seen) {
      assertThat(seen.toldTooLate()).isEqualTo(CALLERS);
    }

    @Override
    public void felt(Silence seen) {
      assertThat(seen.servedUnheard()).isEqualTo(CALLERS);
    }

    @Override
    public String figure(Silence seen) {
      return seen.figure();
    }
  }

  @Claim(
      says =
          "Callers who take a connection that fell silent a moment ago are told within the budget"
              + " and a margin",
      limit =
          "the caller gets an error, not a better connection; one that idled for longer is looked"
              + " at by the pool first, which costs a budget too",
      source = "HikariCP 7.1.0, aliveBypassWindowMs: no look at a connection used within 500 ms")
  class AConnectionTakenInSilenceIsGivenUp implements Experiment<Pool, Silence> {
    final Faults faults;
    final History history;
    final PooledLink path;

    AConnectionTakenInSilenceIsGivenUp(Postgres postgres, Faults faults, History history)
        throws SQLException {
      this.faults = faults;
      this.history = history;
      this.path = new PooledLink(postgres, faults, CALLERS);
    }

    @Subject(NetworkBudget.class)
    Pool the_driver_counts_the_silence() {
      return path.hikari(NETWORK.applyTo(path.database()));
    }

    @Control(differs = "the driver's defaults: no limit to the silence")
    Pool driver_defaults() {
      return path.hikari(path.database());
    }

    @Peer(artifact = "org.apache.commons:commons-dbcp2", configured = StockPools.DBCP)
    Pool dbcp() {
      return path.others(BUDGET).dbcp();
    }

    @Peer(artifact = "com.mchange:c3p0", configured = StockPools.C_THREE_P_ZERO)
    Pool c3p0() {
      return path.others(BUDGET).c3p0();
    }

    @Peer(artifact = "io.agroal:agroal-pool", configured = StockPools.AGROAL)
    Pool agroal() throws SQLException {
      return path.others(BUDGET).agroal();
    }

    @Peer(artifact = "org.apache.tomcat:tomcat-jdbc", configured = StockPools.TOMCAT)
    Pool tomcat() {
      return path.others(BUDGET).tomcat();
    }

    @Override
    public Silence run(Pool pool) throws Exception {
      List<Connection> lent = path.lend(pool);
      Calls calls;
      long began;
      long served;
      try (Fault _ = faults.halfOpen(path.link(), Direction.BOTH)) {
        began = System.nanoTime();
        calls =
            new Calls(
                history,
                CALLERS,
                caller -> {
                  lent.get(caller).close(); // fresh from use, as far as the pool knows
                  try (Connection connection = pool.connection()) {
                    PooledLink.serve(connection, caller);
                  }
                });
        PooledLink.awaitTold(calls, began, TOO_LONG);
        served = path.served();
      }
      try (calls) {
        return Silence.of(calls.await(), began, served, path.servedAfterwards(pool));
      }
    }

    @Override
    public void holds(Silence seen) {
      assertThat(seen.toldInTime()).isEqualTo(CALLERS);
      assertThat(seen.servedAfterwards()).isEqualTo(CALLERS);
    }

    @Override
    public void breaks(Silence seen) {
      assertThat(seen.toldTooLate()).isEqualTo(CALLERS);
    }

    @Override
    public void felt(Silence seen) {
      assertThat(seen.served()).isZero();
    }

    @Override
    public String figure(Silence seen) {
      return seen.figure();
    }
  }
}
