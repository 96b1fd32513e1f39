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
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;

/** Can a commit return normally when nothing was committed? */
@Specification(Outline.POSTGRES_DRIVER)
class SilentRollbackSpec {

  @Claim(
      says =
          "A commit returns normally only when the transaction was committed, even where a"
              + " statement's error was swallowed before",
      limit =
          "what a savepoint has undone is not missed: with autosave=always the rest is committed;"
              + " a connection lost in the COMMIT leaves the outcome open",
      source =
          "PostgreSQL 18 manual, COMMIT; pgjdbc issue 1697,"
              + " https://github.com/pgjdbc/pgjdbc/issues/1697")
  class ACommitNeverLies implements Experiment<ACommitNeverLies.Way, Told> {
    static final int ORDERS = 20;

    /** Every second order, so that the others show that commits go through. */
    static final int SWALLOWED = ORDERS / 2;

    private final Postgres postgres;
    private final Faults faults;
    private final History history;

    ACommitNeverLies(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    /** A connection's settings, and how it commits. */
    record Way(PGSimpleDataSource dataSource, Commit commit) {}

    @Subject({VerifiedCommit.class, RolledBackException.class})
    Way look_at_the_state_first() {
      return new Way(postgres.dataSource(), VerifiedCommit::commit);
    }

    @Control(differs = "takes a normal return of commit() for a commit")
    Way plain_commit() {
      return new Way(postgres.dataSource(), Connection::commit);
    }

    @Peer(
        artifact = "org.postgresql:postgresql",
        configured = "autosave=always, so that a failed statement alone is undone")
    Way savepoint_before_each_statement() {
      PGSimpleDataSource dataSource = postgres.dataSource();
      dataSource.setAutosave(AutoSave.ALWAYS);
      return new Way(dataSource, Connection::commit);
    }

    @Override
    public Told run(Way way) throws Exception {
      postgres.execute("CREATE TABLE orders (id int PRIMARY KEY)");
      postgres.execute("CREATE TABLE receipts (id int PRIMARY KEY)");
      postgres.execute("INSERT INTO receipts VALUES (0)");
      boolean exists = faults.instead("every second receipt exists already", false, true);
      Set<Integer> told = new TreeSet<>();
      int swallowed = 0;
      try (Connection connection = way.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        for (int order = 1; order <= ORDERS; order++) {
          insert(connection, "orders", order);
          swallowed += swallowing(connection, exists && order % 2 == 0 ? 0 : order) ? 1 : 0;
          if (commit(way, connection)) {
            told.add(order);
          }
        }
      }
      return new Told(told.size(), committed(told), orders(), swallowed);
    }

    @Override
    public void holds(Told seen) {
      assertThat(seen.ordersOfThose()).isEqualTo(seen.toldYes());
      assertThat(seen.orders()).isEqualTo(seen.toldYes());
      assertThat(seen.toldYes()).isGreaterThanOrEqualTo(ORDERS - seen.errorsSwallowed());
    }

    @Override
    public void breaks(Told seen) {
      assertThat(seen.toldYes()).isEqualTo(ORDERS);
      assertThat(seen.orders()).isEqualTo(ORDERS - SWALLOWED);
    }

    @Override
    public void felt(Told seen) {
      assertThat(seen.errorsSwallowed()).isEqualTo(SWALLOWED);
    }

    @Override
    public String figure(Told seen) {
      return "%d of %d told yes, %d of these are there"
          .formatted(seen.toldYes(), ORDERS, seen.ordersOfThose());
    }

    private boolean commit(Way way, Connection connection) throws SQLException {
      var operation = history.invoke("shop", "commit");
      try {
        way.commit().on(connection);
        operation.ok("committed");
        return true;
      } catch (RolledBackException e) {
        operation.failed(e.getMessage());
        return false;
      }
    }

    private int committed(Set<Integer> told) throws SQLException {
      int there = 0;
      for (int order : told) {
        there += (int) postgres.number("SELECT count(*) FROM orders WHERE id = " + order);
      }
      return there;
    }

    private long orders() throws SQLException {
      return postgres.number("SELECT count(*) FROM orders");
    }
  }

  /** Commits what the connection has done. */
  interface Commit {
    void on(Connection connection) throws SQLException;
  }

  /**
   * What the shop was told, and what is there.
   *
   * @param toldYes commits that returned normally
   * @param ordersOfThose of them, how many orders are there
   * @param orders all that are there
   */
  record Told(int toldYes, int ordersOfThose, long orders, int errorsSwallowed) {}

  /** A receipt is nice to have, thinks whoever wrote this; so its error is nobody's business. */
  private static boolean swallowing(Connection connection, int receipt) {
    try {
      insert(connection, "receipts", receipt);
      return false;
    } catch (SQLException _) {
      return true;
    }
  }

  private static void insert(Connection connection, String table, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO %s VALUES (%d)".formatted(table, id));
    }
  }
}
