package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Can callers that need two connections at once wait for each other? */
@Specification(Outline.POSTGRES_POOLING)
class NestedConnectionsSpec {

  @Claim(
      says =
          "Callers that hold one connection and want another do not starve each other in a pool of"
              + " the least safe size",
      limit =
          "something other than the pool bounds the callers, and none needs more than it declared;"
              + " the least safe size is not the fastest",
      source = "HikariCP's wiki, About Pool Sizing: pool-locking")
  class TheLeastSafePoolDoesNotDeadlock implements Experiment<Pool, Nested> {
    static final int CALLERS = 8;
    static final int EACH = 2; // an order, and an audit that is kept even if the order is not
    static final Duration WAITING = Duration.ofSeconds(1); // for a connection: many times an order
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    final Postgres postgres;
    final Faults faults;
    final CyclicBarrier allHoldOne;
    final CountDownLatch allTold = new CountDownLatch(CALLERS);
    final AtomicLong holding = new AtomicLong();

    TheLeastSafePoolDoesNotDeadlock(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
      this.allHoldOne = new CyclicBarrier(faults.real() ? CALLERS : 1);
    }

    @Subject(PoolSizing.class)
    Pool one_more_than_all_can_hold() {
      return pool(new PoolSizing(CALLERS, EACH).least());
    }

    @Control(differs = "a connection for each caller")
    Pool as_many_as_callers() {
      return pool(CALLERS);
    }

    @Override
    public Nested run(Pool pool) throws Exception {
      postgres.execute("CREATE TABLE orders (caller int); CREATE TABLE audits (caller int)");
      List<Boolean> done = faults.simultaneously(CALLERS, caller -> () -> order(pool, caller));
      return new Nested(
          holding.get(),
          done.stream().filter(order -> !order).count(),
          postgres.number("SELECT count(*) FROM orders"),
          postgres.number("SELECT count(*) FROM audits"));
    }

    @Override
    public void felt(Nested seen) {
      assertThat(seen.heldAtOnce()).isEqualTo(CALLERS);
    }

    @Override
    public void holds(Nested seen) {
      assertThat(seen.timedOut()).isZero();
      assertThat(seen.orders()).isEqualTo(CALLERS);
      assertThat(seen.audits()).isEqualTo(CALLERS);
    }

    @Override
    public void breaks(Nested seen) {
      assertThat(seen.timedOut()).isEqualTo(CALLERS);
      assertThat(seen.orders()).isZero();
    }

    @Override
    public String figure(Nested seen) {
      return "%d of %d callers timed out".formatted(seen.timedOut(), CALLERS);
    }

    private boolean order(Pool pool, int caller) throws Exception {
      try (Connection order = pool.connection()) {
        order.setAutoCommit(false);
        insert(order, "orders", caller);
        holding.accumulateAndGet(inTransaction(), Math::max);
        allHoldOne.await(SOON.toMillis(), TimeUnit.MILLISECONDS);
        boolean audited = audit(pool, caller);
        allTold.countDown();
        if (audited) {
          order.commit();
        } else if (!allTold.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
          // Had it let go at once, the first to give up would rescue the others, by luck.
          throw new TimeoutException("callers lost each other");
        }
        return audited;
      }
    }

    private static boolean audit(Pool pool, int caller) throws SQLException {
      try (Connection audit = pool.connection()) {
        insert(audit, "audits", caller);
        return true;
      } catch (SQLTransientConnectionException e) {
        return false; // no connection in time
      }
    }

    private static void insert(Connection connection, String table, int caller)
        throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO %s VALUES (%d)".formatted(table, caller));
      }
    }

    private long inTransaction() throws SQLException {
      return postgres.number(
          """
          SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'idle in transaction'""");
    }

    private Pool pool(int size) {
      HikariConfig config = new HikariConfig();
      config.setDataSource(postgres.dataSource());
      config.setMaximumPoolSize(size);
      config.setConnectionTimeout(WAITING.toMillis());
      return Pool.of(new HikariDataSource(config));
    }
  }

  /**
   * @param heldAtOnce sessions in a transaction, by the server's count: callers that hold one
   * @param timedOut callers that got no second connection
   */
  record Nested(long heldAtOnce, long timedOut, long orders, long audits) {}
}
