package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Loses no update by a lock: the row is locked as it is read, so the next writer's read waits until
 * this one has committed, and sees what it wrote.
 *
 * <p>Nothing is computed twice. Limits: writers wait for each other, as long as {@code
 * lock_timeout} lets them (55P03), so nothing slow belongs into the change; a plain read is not
 * held up, nor protected. The lock is FOR NO KEY UPDATE, which foreign keys to the row get along
 * with. Immutable, thread-safe. Source: PostgreSQL 18 manual, section 13.3.2.
 */
public final class LockedUpdate<T> implements ReadModifyWrite<T> {
  private final DataSource dataSource;
  private final Cell<T> cell;

  public LockedUpdate(DataSource dataSource, Cell<T> cell) {
    this.dataSource = dataSource;
    this.cell = cell;
  }

  @Override
  public T update(long row, UnaryOperator<T> change) throws SQLException {
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> {
          T next = change.apply(cell.lock(connection, row));
          cell.write(connection, row, next);
          return next;
        });
  }
}
