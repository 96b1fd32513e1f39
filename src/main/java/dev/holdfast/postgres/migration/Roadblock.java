package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import javax.sql.DataSource;

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
 * is not seen. One thread.
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
          EXCEPTION WHEN lock_not_available OR wrong_object_type THEN
            BEGIN
              EXECUTE format('EXPLAIN SELECT FROM ONLY %s', relation);
            EXCEPTION WHEN lock_not_available THEN
              NULL;
            END;
          END;
        END LOOP;
      END $$""";

  private final DataSource dataSource;
  private final Pause pause;
  private Connection standing;

  Roadblock(DataSource dataSource, Pause pause) throws SQLException {
    this.dataSource = dataSource;
    this.pause = pause;
    this.standing = stand(dataSource);
  }

  /** The locks that the session asked for until its statement was done. */
  Map<Long, Set<LockMode>> watch(int pid, Future<?> statement)
      throws SQLException, InterruptedException {
    Map<Long, Set<LockMode>> asked = new HashMap<>();
    while (!statement.isDone()) {
      if (isWaitedFor(pid)) {
        CatalogueSnapshot.locks(standing, pid)
            .forEach(
                (relation, modes) ->
                    asked
                        .computeIfAbsent(relation, _ -> EnumSet.noneOf(LockMode.class))
                        .addAll(modes));
        Connection next = stand(dataSource);
        standing.close();
        standing = next;
      } else {
        pause.await(LOOK_EVERY);
      }
    }
    return asked;
  }

  private boolean isWaitedFor(int pid) throws SQLException {
    try (PreparedStatement question =
        standing.prepareStatement("SELECT pg_backend_pid() = ANY (pg_blocking_pids(?))")) {
      question.setInt(1, pid);
      ResultSet answer = question.executeQuery();
      answer.next();
      return answer.getBoolean(1);
    }
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
