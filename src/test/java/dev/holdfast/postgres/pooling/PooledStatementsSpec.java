package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.PgBouncer;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;

/** Can a driver keep its prepared statements behind a transaction pooler? */
@Specification(Outline.POSTGRES_POOLING)
class PooledStatementsSpec {

  @Claim(
      says =
          "A statement stays prepared behind a transaction pooler, and works on whichever server"
              + " connection its client gets",
      limit =
          "the protocol's prepared statements, not SQL's PREPARE; a statement whose result type"
              + " changes needs RECONNECT on the pooler's console",
      source =
          "PgBouncer's documentation, max_prepared_statements; pgjdbc's documentation, Server"
              + " Prepared Statements")
  class APreparedStatementFollowsItsClient implements Experiment<Pooling, Executions> {
    static final int CLIENTS = SharedPooler.CLIENTS;

    /** pgjdbc's prepareThreshold: from this execution on the server is asked by name. */
    static final int NAMED_FROM = 5;

    /** Room to fail once on the name of each client before, and to succeed as often. */
    static final int EXECUTIONS = NAMED_FROM + 2 * CLIENTS;

    /**
     * The driver counts its names from one. Who meets a name that is taken closes it, although it
     * is another client's, and tries the next: the second meets one name, the third none, since the
     * second has just closed it, the fourth two.
     */
    static final int NAMES_TAKEN = 3;

    final PgBouncer pgBouncer;
    final Faults faults;
    final History history;
    final Map<String, Integer> refusals = new TreeMap<>();
    int answered;

    APreparedStatementFollowsItsClient(
        Postgres postgres, PgBouncer pgBouncer, Faults faults, History history) {
      this.pgBouncer = pgBouncer;
      this.faults = faults;
      this.history = history;
    }

    @Subject(PgBouncerProfile.class)
    Pooling the_pooler_keeps_the_names_of_each_client() {
      return new Pooling(SharedPooler.PROFILE.pooler(), _ -> {});
    }

    @Control(differs = "max_prepared_statements is 0: names go to the server as they are")
    Pooling names_are_passed_on() {
      return new Pooling(NaivePassThrough.of(SharedPooler.PROFILE), _ -> {});
    }

    @Peer(
        artifact = "org.postgresql:postgresql",
        configured =
            "prepareThreshold=0, as advised for poolers that pass names on: no statement has one")
    Pooling the_driver_names_no_statement() {
      return new Pooling(
          NaivePassThrough.of(SharedPooler.PROFILE), driver -> driver.setPrepareThreshold(0));
    }

    @Override
    public Executions run(Pooling pooling) throws Exception {
      SharedPooler pooler = new SharedPooler(pgBouncer, pooling.pooler(), faults);
      PGSimpleDataSource driver = pooler.dataSource();
      pooling.driver().accept(driver);
      List<Connection> clients = new ArrayList<>();
      try (Connection holder = driver.getConnection()) {
        for (int client = 0; client < CLIENTS; client++) {
          clients.add(driver.getConnection());
          for (int execution = 0; execution < EXECUTIONS; execution++) {
            execute(client, clients.get(client));
          }
        }
        int shared = pooler.serverConnections();
        int prepared = preparedOn(clients.getFirst());
        holder.setAutoCommit(false);
        preparedOn(holder); // keeps the server connection that all have used so far
        for (int client = 0; client < CLIENTS; client++) {
          // In a transaction: outside of one the driver may try again before it tells its caller.
          clients.get(client).setAutoCommit(false);
          execute(client, clients.get(client));
          clients.get(client).close(); // no rollback, which has a name, too
        }
        return new Executions(answered, refusals, shared, prepared);
      } finally {
        for (Connection client : clients) {
          client.close();
        }
      }
    }

    @Override
    public void holds(Executions seen) {
      assertThat(seen.refused()).isEmpty();
      assertThat(seen.preparedThere()).isOne();
      assertThat(seen.answered()).isEqualTo(CLIENTS * (EXECUTIONS + 1));
    }

    @Override
    public void breaks(Executions seen) {
      assertThat(seen.refused()).isEqualTo(Map.of("42P05", NAMES_TAKEN, "26000", CLIENTS));
    }

    @Override
    public void felt(Executions seen) {
      assertThat(seen.serverConnections()).isOne();
    }

    @Override
    public String figure(Executions seen) {
      return "%d answered, refused %s; %d prepared where the first client was"
          .formatted(seen.answered(), seen.refused(), seen.preparedThere());
    }

    private void execute(int client, Connection connection) {
      History.Invocation execution = history.invoke("client-" + (client + 1), "execute");
      try (PreparedStatement statement = connection.prepareStatement("SELECT 1 + ?")) {
        statement.setInt(1, client);
        ResultSet rows = statement.executeQuery();
        rows.next();
        answered += rows.getInt(1) == 1 + client ? 1 : 0;
      } catch (SQLException e) {
        refusals.merge(String.valueOf(e.getSQLState()), 1, Integer::sum);
        execution.failed(e.getMessage());
      }
    }

    private static int preparedOn(Connection connection) throws SQLException {
      try (var statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_prepared_statements")) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  /** Settings of the pooler, and of the driver what differs from the profile. */
  record Pooling(Map<String, String> pooler, Consumer<PGSimpleDataSource> driver) {}

  /**
   * @param refused executions, by SQLSTATE: 42P05 a name that is taken, 26000 one that is unknown
   * @param serverConnections that the clients had together, before it was kept from them
   * @param preparedThere named statements on the server connection that the first client had
   */
  record Executions(
      int answered, Map<String, Integer> refused, int serverConnections, int preparedThere) {}
}
