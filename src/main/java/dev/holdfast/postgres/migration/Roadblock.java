package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Stands in the way of a statement that takes several transactions, so that the server shows each
 * lock that it asks for: no luck of sampling.
 *
 * <p>A session locks every table in SHARE UPDATE EXCLUSIVE mode, or in ACCESS SHARE mode where that
 * is not to be had at once, and keeps a snapshot: whoever wants to change a table has to wait for
 * it. When the statement does, its locks are noted, another session takes up the post as far as it
 * can, and the first one leaves. So the statement gets on, from one stop to the next, and in the
 * end is done.
 *
 * <p>Limit: a lock that is taken and given back between two stops, and conflicts with neither mode,
 * is not seen; nor is one on a relation that could not be stood on (a table that autovacuum works
 * on), unless it is ACCESS EXCLUSIVE: on a materialized view no other keeps anybody waiting. One
 * thread.
 */
final class Roadblock implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  /** A materialized view cannot be locked but by reading it. What is asked for already, is left. */
  private static final String STAND =
      """
      DO $$
      DECLARE
        relation text;
      BEGIN
        SET LOCAL lock_timeout = '1ms';
        FOR relation IN SELECT c.oid::regclass FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname <> 'information_schema'
            AND n.nspname !~ '^pg_'
        LOOP
          BEGIN
            EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE NOWAIT', relation);
          EXCEPTION WHEN lock_not_available OR wrong_object_type OR insufficient_privilege THEN
            BEGIN
              EXECUTE format('EXPLAIN SELECT FROM ONLY %s', relation);
            EXCEPTION WHEN lock_not_available OR insufficient_privilege THEN
              NULL;
            END;
          END;
        END LOOP;
      END $$""";

  private final DataSource dataSource;
  private final Pause pause;
  private final Queued queued;
  private final Map<Long, Set<LockMode>> stood;
  private Connection standing;

  /**
   * What a statement asked for on its way.
   *
   * @param locks by the OID of their relation
   * @param forSnapshots whether it waited until older transactions were over
   * @param stood the locks in its way, by the OID of their relation: what conflicts was sure to be
   *     seen
   */
  record Asked(
      Map<Long, Set<LockMode>> locks, boolean forSnapshots, Map<Long, Set<LockMode>> stood) {
    static final Asked NOTHING = new Asked(Map.of(), false, Map.of());

    /** Whether every lock on it that keeps anybody waiting was sure to be seen. */
    boolean guards(CatalogueSnapshot.Relation relation) {
      return stood
          .getOrDefault(relation.oid(), Set.of())
          .contains(
              relation.materialized() ? LockMode.ACCESS_SHARE : LockMode.SHARE_UPDATE_EXCLUSIVE);
    }
  }

  /** What is to happen while a statement queues for a lock that keeps writers waiting. */
  interface Queued {
    Queued NOTHING = () -> {};

    void behind() throws InterruptedException;
  }

  Roadblock(DataSource dataSource, Pause pause, Queued queued) throws SQLException {
    this.dataSource = dataSource;
    this.pause = pause;
    this.queued = queued;
    this.standing = stand(dataSource);
    this.stood =
        CatalogueSnapshot.locks(standing, standing.unwrap(PGConnection.class).getBackendPID());
  }

  /** The locks that the session asked for until its statement was done. */
  Asked watch(int pid, Future<?> statement) throws SQLException, InterruptedException {
    Map<Long, Set<LockMode>> asked = new HashMap<>();
    boolean forSnapshots = false;
    while (!statement.isDone()) {
      Optional<Wait> wait = Wait.of(standing, pid);
      // Foreign tables cannot be stood on: their locks are seen when they last for a look.
      CatalogueSnapshot.locks(standing, pid, wait.isEmpty())
          .forEach(
              (relation, modes) ->
                  asked
                      .computeIfAbsent(relation, _ -> EnumSet.noneOf(LockMode.class))
                      .addAll(modes));
      if (wait.isEmpty()) {
        pause.await(LOOK_EVERY);
      } else {
        forSnapshots |= wait.get().on().equals("virtualxid");
        if (wait.get().lock().blocksWrites()) {
          queued.behind();
        }
        Connection next = stand(dataSource);
        standing.close();
        standing = next;
      }
    }
    return new Asked(asked, forSnapshots, stood);
  }

  private static Connection stand(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ); // one snapshot
      statement.execute(STAND);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() throws SQLException {
    standing.close();
  }
}
