package dev.holdfast.postgres.performance;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.harness.bench.Baseline;
import dev.holdfast.harness.bench.Comparing;
import dev.holdfast.harness.bench.Servers;
import dev.holdfast.harness.bench.Way;
import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A unit of work of one statement that reads ten numbers, over a pool's only connection. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does it cost to count a request's statements?",
    limit =
        "one thread; each call on a statement or a connection costs a little, a column does not",
    on = Postgres.class,
    libraries = {"org.postgresql:postgresql", "com.zaxxer:HikariCP"})
public class StatementBudgetBenchmark {
  private static final int LIMIT = 20; // statements; more than one, so that none is refused

  private HikariDataSource pool;

  @Setup
  public void open() {
    pool = new HikariDataSource();
    pool.setDataSource(Servers.postgres());
    pool.setMaximumPoolSize(1);
  }

  @TearDown
  public void close() {
    pool.close();
  }

  @Benchmark
  @Baseline("the same over the pool alone")
  public long plain() throws SQLException {
    return sum(pool);
  }

  @Benchmark
  @Way("a unit of work whose statements are counted (StatementBudget)")
  public long counted() throws SQLException {
    return sum(new StatementBudget(LIMIT).of(pool));
  }

  private static long sum(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query =
            connection.prepareStatement("SELECT n FROM generate_series(1, ?) AS n")) {
      query.setInt(1, 10);
      long sum = 0;
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          sum += rows.getInt(1);
        }
      }
      return sum;
    }
  }
}
