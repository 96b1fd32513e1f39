package dev.holdfast.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Pause;
import dev.holdfast.harness.bench.Baseline;
import dev.holdfast.harness.bench.Comparing;
import dev.holdfast.harness.bench.Servers;
import dev.holdfast.harness.bench.Way;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.availability.OutcomeResolvingTransaction;
import dev.holdfast.postgres.availability.TransactionOutcome;
import dev.holdfast.postgres.observability.TraceTags;
import dev.holdfast.postgres.security.TenantScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One account is paid into, in a transaction of its own over a pool's only connection. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does a transaction cost that says whose it is, or what became of it?",
    limit =
        "nothing goes wrong, and no policy looks at the tenant; a round trip on one machine is the"
            + " cheapest there is, and fsync is off, so that what is added weighs most here",
    on = Postgres.class,
    libraries = {"org.postgresql:postgresql", "com.zaxxer:HikariCP"})
public class TransactionBenchmark {
  private static final long ACCOUNTS = 100; // so many that one page's old versions are in no way
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final UUID TENANT = new UUID(1, 1);

  private final TraceTags tags = new TraceTags("bench");
  private HikariDataSource pool;
  private TenantScope tenants;
  private OutcomeResolvingTransaction resolving;
  private long next;

  @Setup
  public void open() throws SQLException {
    pool = new HikariDataSource();
    pool.setDataSource(Servers.postgres());
    pool.setMaximumPoolSize(1);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS accounts");
      statement.execute("CREATE TABLE accounts (id bigint PRIMARY KEY, cents bigint NOT NULL)");
      statement.execute("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 100) AS n");
    }
    tenants = new TenantScope(pool);
    resolving =
        new OutcomeResolvingTransaction(
            pool,
            _ -> TransactionOutcome.UNKNOWN, // never asked: nothing goes wrong here
            new OutcomeResolvingTransaction.Options(1, Duration.ZERO),
            Pause.interruptible(),
            new SimpleMeterRegistry());
  }

  @TearDown
  public void close() {
    pool.close();
  }

  @Benchmark
  @Baseline("a plain transaction")
  public int plain() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      int paid = pay(connection);
      connection.commit();
      return paid;
    }
  }

  @Benchmark
  @Way("a transaction that is marked with its trace (TraceTags)")
  public int traced() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      tags.mark(connection, TRACE);
      int paid = pay(connection);
      connection.commit();
      return paid;
    }
  }

  @Benchmark
  @Way("a transaction that is bound to a tenant (TenantScope)")
  public int tenant() throws SQLException {
    return tenants.on(TENANT, this::pay);
  }

  @Benchmark
  @Way("a transaction whose outcome can be asked for (OutcomeResolvingTransaction)")
  public int resolvable() throws SQLException, InterruptedException {
    return resolving.call(this::pay);
  }

  private int pay(Connection connection) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE accounts SET cents = cents + 1 WHERE id = ?")) {
      update.setLong(1, next++ % ACCOUNTS + 1);
      return update.executeUpdate();
    }
  }
}
