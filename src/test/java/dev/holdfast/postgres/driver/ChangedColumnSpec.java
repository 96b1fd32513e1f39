package dev.holdfast.postgres.driver;

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
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;

/** Does a migration elsewhere fail transactions that are under way? */
@Specification(Outline.POSTGRES_DRIVER)
class ChangedColumnSpec {

  @Claim(
      says =
          "A column that changes its type between a transaction's begin and its first touch of the"
              + " table fails no transaction",
      limit =
          "the transaction is run again as a whole, so it must have no effect outside; SQL that no"
              + " longer fits the schema fails all the same",
      source =
          "PostgreSQL 18, plancache.c, RevalidateCachedQuery; pgJDBC's documentation, Server"
              + " Prepared Statements, on autosave")
  class AChangedColumnFailsNoTransaction implements Experiment<Orders, Change> {
    static final int CALLERS = 4; // each has a connection, which is all of the pool
    static final int LINES = 5; // of an order: statements that touch the table
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    final Postgres postgres;
    final Faults faults;
    final History history;

    AChangedColumnFailsNoTransaction(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(DdlTolerantExecutor.class)
    Orders run_again_on_a_connection_without_the_plan() {
      var pool = pool(postgres.dataSource());
      var executor = new DdlTolerantExecutor(pool, CALLERS + 1, new SimpleMeterRegistry());
      return new Orders(pool, executor::inTransaction);
    }

    @Control(differs = "tries a transaction once")
    Orders one_try() {
      var pool = pool(postgres.dataSource());
      return new Orders(pool, new NaiveTransaction(pool)::inTransaction);
    }

    @Peer(
        artifact = "org.postgresql:postgresql",
        configured = "autosave=conservative, which its documentation names for this error")
    Orders autosave() {
      var source = postgres.dataSource();
      source.setAutosave(AutoSave.CONSERVATIVE);
      var pool = pool(source);
      return new Orders(pool, new NaiveTransaction(pool)::inTransaction);
    }

    @Override
    public Change run(Orders orders) throws Exception {
      Stock stock = new Stock(postgres, CALLERS, LINES);
      try (HikariDataSource pool = orders.pool()) {
        Stock.prepareOnAll(pool);
        CountDownLatch begun = new CountDownLatch(CALLERS);
        CountDownLatch changed = new CountDownLatch(1);
        long open;
        List<Calls.Told> told;
        Calls calls =
            new Calls(
                history,
                CALLERS,
                caller ->
                    orders
                        .desk()
                        .inTransaction(
                            connection -> {
                              Stock.journal(connection, caller);
                              begun.countDown();
                              await(changed);
                              stock.takeAll(connection, caller);
                              return caller;
                            }));
        try (calls) {
          await(begun);
          try (Fault _ = faults.begin("a column changes its type", "stock", stock::changeType)) {
            open = stock.inTransaction();
          }
          changed.countDown();
          told = calls.await();
        }
        return new Change(
            stock.isChanged() ? open : 0,
            told.stream().filter(call -> !call.done()).count(),
            stock.journaled(),
            stock.taken(),
            stock.subtransactions());
      }
    }

    @Override
    public void felt(Change seen) {
      assertThat(seen.openAtTheChange()).isEqualTo(CALLERS);
    }

    @Override
    public void holds(Change seen) {
      assertThat(seen.failed()).isZero();
      assertThat(seen.journaled()).isEqualTo(CALLERS);
      assertThat(seen.taken()).isEqualTo(CALLERS * LINES);
    }

    @Override
    public void breaks(Change seen) {
      assertThat(seen.failed()).isEqualTo(CALLERS);
      assertThat(seen.journaled()).isZero();
      assertThat(seen.taken()).isZero();
    }

    @Override
    public String figure(Change seen) {
      return "%d of %d transactions failed; %d savepoints"
          .formatted(seen.failed(), CALLERS, seen.savepoints());
    }

    private static HikariDataSource pool(PGSimpleDataSource database) {
      HikariConfig config = new HikariConfig();
      config.setDataSource(database);
      config.setMaximumPoolSize(CALLERS);
      return new HikariDataSource(config);
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("callers and migration lost each other");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Runs the work of one order in a transaction. */
  interface Desk {
    int inTransaction(DdlTolerantExecutor.Work<Integer> work) throws SQLException;
  }

  /**
   * @param pool whose connections the desk uses
   */
  record Orders(HikariDataSource pool, Desk desk) {}

  /**
   * @param openAtTheChange transactions, by the server's count; zero when there was no change
   * @param failed whose caller got an error
   * @param taken rows of the stock that were taken from, once
   * @param savepoints transactions within transactions, by the stored rows
   */
  record Change(long openAtTheChange, long failed, long journaled, long taken, long savepoints) {}
}
