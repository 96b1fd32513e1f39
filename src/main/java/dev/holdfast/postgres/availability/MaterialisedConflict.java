package dev.holdfast.postgres.availability;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import javax.sql.DataSource;

/**
 * Keeps an invariant over several rows by a row that stands for it: whoever wants to change one of
 * them locks that row first, and reads afterwards.
 *
 * <p>The transaction is READ COMMITTED on purpose: each statement sees what was committed before it
 * began, so what is read after the wait is what the one before has left. At REPEATABLE READ the
 * snapshot would be older than the wait. Limits: only those who come by here keep the invariant;
 * they wait for each other as long as a transaction takes. Immutable, thread-safe. Source:
 * Kleppmann, Designing Data-Intensive Applications, chapter 7, "Materializing conflicts".
 */
public final class MaterialisedConflict {
  private final DataSource dataSource;
  private final String table;
  private final String lock;

  /**
   * @param table whose rows stand for an invariant each: shifts, accounts; a name that the
   *     programmer writes
   * @param key its key, a bigint
   */
  public MaterialisedConflict(DataSource dataSource, String table, String key) {
    this.dataSource = dataSource;
    this.table = table;
    this.lock = "SELECT 1 FROM %s WHERE %s = ? FOR NO KEY UPDATE".formatted(table, key);
  }

  /**
   * Does the work while nobody else is at work under this key.
   *
   * @throws NoSuchElementException when there is no such row, which could protect nothing
   */
  public <T> T call(long key, TransactionWork<T> work) throws SQLException {
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(lock)) {
            statement.setLong(1, key);
            if (!statement.executeQuery().next()) {
              throw new NoSuchElementException(
                  "%s has no row %d to lock; insert it before what it stands for"
                      .formatted(table, key));
            }
          }
          return work.in(connection);
        });
  }
}
