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
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import dev.holdfast.postgres.availability.OutcomeResolvingTransaction.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Does a retry get past the half-dead transaction of its own first try? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class ZombieSpec {

  @Claim(
      says =
          "A retry is not held up by the locks of its own first try, whose client the server no"
              + " longer hears",
      limit =
          "the server can be reached by another way, as the same role; a first try that waits for"
              + " a synchronous standby is left alone",
      source =
          "PostgreSQL 18 manual, pg_terminate_backend, pg_stat_activity.backend_xid; tcp_keepalives"
              + "_idle, two hours by default")
  class ARetryPassesItsOwnZombie implements Experiment<Shop, Orders> {
    static final int CUSTOMERS = 5; // an order each, under a key of its own
    static final int TRIES = 2; // the first is lost
    static final int CLIENT_GIVES_UP = 1; // second; the driver knows no shorter time-out

    /** Shorter than the client's own, so that it is the server who says what was waited for. */
    static final Duration LOCK_TIMEOUT = Duration.ofMillis(750);

    static final Duration FENCED_WITHIN = Duration.ofSeconds(5); // far longer than a session takes

    /** Longer than an arm: what is sent meanwhile, a close too, arrives when all is over. */
    static final Duration STALL = Duration.ofMinutes(1);

    static final MeterRegistry METERS = new SimpleMeterRegistry();

    private final Postgres postgres;
    private final Faults faults;
    private final History history;
    private final Link link;

    ARetryPassesItsOwnZombie(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.link = faults.link(postgres.upstream());
    }

    @Subject({
      OutcomeResolvingTransaction.class,
      MarkedTransaction.class,
      TransactionMark.class,
      ServerOutcomes.class,
      ZombieFence.class
    })
    Shop end_the_first_try() {
      var outcomes =
          new ServerOutcomes(
              postgres.dataSource(),
              new ZombieFence(FENCED_WITHIN, METERS),
              new ServerOutcomes.Options(1, Duration.ZERO),
              Pause.interruptible());
      var options = new OutcomeResolvingTransaction.Options(TRIES, Duration.ZERO);
      return (ways, order) ->
          new OutcomeResolvingTransaction(ways, outcomes, options, Pause.interruptible(), METERS)
              .call(order);
    }

    @Control(differs = "begins again without ending the transaction that it lost touch with")
    Shop begin_again() {
      return (ways, order) -> new NaiveTransaction(ways, TRIES).call(order);
    }

    @Override
    public Orders run(Shop shop) throws Exception {
      postgres.execute("CREATE TABLE orders (customer int PRIMARY KEY, total int NOT NULL)");
      HalfOrders half = new HalfOrders(postgres, CUSTOMERS);
      List<Future<String>> served = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      try (ExecutorService customers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
          int key = customer;
          served.add(customers.submit(() -> order(shop, key, half)));
        }
        half.awaitEverybody();
        try (Fault _ = faults.latency(link, Direction.UP, STALL)) {
          half.letGoOn();
          for (Future<String> customer : served) {
            answers.add(customer.get());
          }
        }
      }
      return new Orders(
          half.zombies(),
          Collections.frequency(answers, TAKEN),
          Collections.frequency(answers, LOCK_NOT_AVAILABLE),
          postgres.number("SELECT count(*) FROM orders WHERE total = 2"));
    }

    @Override
    public void holds(Orders seen) {
      assertThat(seen.taken()).isEqualTo(CUSTOMERS);
      assertThat(seen.inTheTable()).isEqualTo(CUSTOMERS);
      assertThat(seen.heldUp()).isZero();
    }

    @Override
    public void breaks(Orders seen) {
      assertThat(seen.heldUp()).isEqualTo(CUSTOMERS);
      assertThat(seen.inTheTable()).isZero();
    }

    @Override
    public void felt(Orders seen) {
      assertThat(seen.zombies()).isEqualTo(CUSTOMERS);
    }

    @Override
    public String figure(Orders seen) {
      return "%d of %d retries held up".formatted(seen.heldUp(), CUSTOMERS);
    }

    private String order(Shop shop, int customer, HalfOrders half) throws Exception {
      AtomicInteger connections = new AtomicInteger();
      DataSource ways =
          Connections.dataSource(
              () -> (connections.getAndIncrement() == 0 ? byLink() : direct()).getConnection());
      var operation = history.invoke("customer-" + customer, "order");
      try {
        shop.take(ways, connection -> half.order(connection, customer));
        operation.ok(TAKEN);
        return TAKEN;
      } catch (SQLException e) {
        operation.failed(e.getMessage());
        return String.valueOf(e.getSQLState());
      }
    }

    private PGSimpleDataSource byLink() {
      return impatient(postgres.dataSource(link));
    }

    private PGSimpleDataSource direct() {
      return impatient(postgres.dataSource());
    }

    private static PGSimpleDataSource impatient(PGSimpleDataSource dataSource) {
      dataSource.setSocketTimeout(CLIENT_GIVES_UP);
      dataSource.setOptions("-c lock_timeout=" + LOCK_TIMEOUT.toMillis());
      return dataSource;
    }
  }

  private static final String TAKEN = "taken";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** Takes an order in a transaction, over ways of which the first may be lost. */
  interface Shop {
    int take(DataSource ways, Work<Integer> order) throws SQLException, InterruptedException;
  }

  /**
   * What became of the orders.
   *
   * @param zombies first tries that the server still had when their clients gave them up
   * @param heldUp customers who were told that a lock was not to be had
   * @param inTheTable orders that are complete
   */
  record Orders(int zombies, int taken, int heldUp, long inTheTable) {}
}
