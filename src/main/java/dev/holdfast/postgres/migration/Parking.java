package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Holds up a statement outside a transaction for a moment, so that its locks can be read at
 * leisure: a transaction of its own has written to every table, which every lock that keeps writers
 * waiting waits for, and every concurrent build too.
 *
 * <p>What does not wait, as a plain write, is not held up. Thread-safe; closed by its owner.
 */
final class Parking implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Connection holder;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CompletableFuture<Optional<Seen>> seen = new CompletableFuture<>();

  /**
   * @param relations with the locks that the statement had or waited for
   * @param forSnapshots it waited for older transactions
   */
  record Seen(Relations relations, boolean forSnapshots) {}

  private Parking(Connection holder) {
    this.holder = holder;
  }

  /** Before the session runs the statement: holds the tables, and begins to look. */
  static Parking before(int session, Collection<String> tables, DataSource database)
      throws SQLException {
    Parking parking = new Parking(database.getConnection());
    parking.hold(tables);
    Thread.ofVirtual().name("parking").start(() -> parking.look(session, database));
    return parking;
  }

  /** After the statement: what was seen while it waited, if it did. */
  Optional<Seen> ended() {
    over.countDown();
    return seen.join();
  }

  @Override
  public void close() throws SQLException {
    over.countDown();
    holder.close();
  }

  private void hold(Collection<String> tables) throws SQLException {
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      if (!tables.isEmpty()) {
        statement.execute(
            "LOCK TABLE ONLY %s IN ROW EXCLUSIVE MODE"
                .formatted(tables.stream().collect(joining(", ONLY "))));
      }
      statement.execute("SELECT txid_current()"); // a snapshot and an xid, for who waits for those
    }
  }

  private void look(int session, DataSource database) {
    try (Connection observer = database.getConnection()) {
      Optional<Seen> found = Optional.empty();
      while (found.isEmpty() && !over.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        found = waiting(session, observer);
      }
      seen.complete(found);
      holder.rollback();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      seen.completeExceptionally(e);
    } catch (SQLException e) {
      seen.completeExceptionally(e);
    }
  }

  private static Optional<Seen> waiting(int session, Connection observer) throws SQLException {
    try (Statement statement = observer.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT locktype <> 'relation' FROM pg_locks
                WHERE pid = %d AND NOT granted"""
                    .formatted(session))) {
      return rows.next()
          ? Optional.of(new Seen(Relations.lockedBy(session, observer), rows.getBoolean(1)))
          : Optional.empty();
    }
  }
}
