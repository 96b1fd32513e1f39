package dev.holdfast.postgres.pooling;

import java.time.Duration;
import java.util.Map;
import org.postgresql.ds.common.BaseDataSource;

/**
 * Settings of PgBouncer and of pgjdbc that fit each other: the transactions of many clients share
 * few server connections, and a client's prepared statements work on whichever it gets.
 *
 * <p>pgjdbc gives a statement a name at its fifth execution ({@code S_1}) and takes the name for
 * granted from then on. A pooler that knows nothing of names hands the client a server connection
 * that has never heard of it (26000), or on which another client's statement bears it (42P05). With
 * {@code max_prepared_statements} the pooler keeps the names of each client apart, and prepares on
 * a server connection what it lacks.
 *
 * <p>Limits: SQL's own {@code PREPARE} and {@code DEALLOCATE} are not looked at; a change of a
 * statement's result type needs {@code RECONNECT} on the pooler's console. Needs PgBouncer 1.21.
 * Immutable, thread-safe. Source: PgBouncer's documentation, {@code max_prepared_statements}; its
 * FAQ.
 *
 * @param serverConnections to the database for each user: what the server is asked to bear
 * @param clients connections that the pooler accepts in all
 * @param preparedStatements kept ready on each server connection, and by each client: with more of
 *     them the clients would make each other's statements be prepared again
 * @param patience for a server connection, before the client is told that there is none; whole
 *     seconds
 */
public record PgBouncerProfile(
    int serverConnections, int clients, int preparedStatements, Duration patience) {

  /** The first server version that takes application_name with the login. */
  private static final String NAME_WITH_LOGIN = "9.0";

  public PgBouncerProfile {
    if (serverConnections < 1 || clients < serverConnections) {
      throw new IllegalArgumentException(
          "serverConnections is %d, clients is %d; at least one is needed, and no more than clients"
              .formatted(serverConnections, clients));
    }
    if (preparedStatements < 1) {
      throw new IllegalArgumentException(
          "preparedStatements is %d, which makes the pooler pass names on as they are; it must be at least 1, try 200"
              .formatted(preparedStatements));
    }
    // The pooler reads 0 as "for ever".
    if (patience.toSeconds() < 1 || patience.toNanosPart() > 0) {
      throw new IllegalArgumentException(
          "patience is " + patience + "; it must be whole seconds and at least one, try 5 s");
    }
  }

  /** The pooler's half: settings of section {@code [pgbouncer]}. */
  public Map<String, String> pooler() {
    return Map.of(
        "pool_mode", "transaction",
        "default_pool_size", String.valueOf(serverConnections),
        "max_client_conn", String.valueOf(clients),
        "max_prepared_statements", String.valueOf(preparedStatements),
        "query_wait_timeout", String.valueOf(patience.toSeconds()),
        "ignore_startup_parameters", "extra_float_digits"); // older drivers send it
  }

  /**
   * The driver's half. It tells its name with the login, which the pooler answers by itself: a
   * {@code SET} after it would have to wait for a server connection.
   */
  public void configure(BaseDataSource driver) {
    driver.setPreparedStatementCacheQueries(preparedStatements);
    driver.setAssumeMinServerVersion(NAME_WITH_LOGIN);
  }
}
