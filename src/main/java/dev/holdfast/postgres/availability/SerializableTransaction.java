package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Transactions whose outcome is as if they had run one after another, in some order: whatever
 * invariant each keeps by itself, all keep together.
 *
 * <p>The server watches what was read as well as what was written, and rolls one transaction back
 * (40001) where no order explains what they saw; that one is done again from its first read.
 * Limits: every transaction that touches the invariant must be serializable; what was read is to be
 * trusted after the commit only; a replica offers none. Immutable, thread-safe. Source: Ports and
 * Grittner, Serializable Snapshot Isolation in PostgreSQL, VLDB 2012.
 */
public final class SerializableTransaction {
  private final DataSource dataSource;
  private final BudgetedRetry retry;

  public SerializableTransaction(DataSource dataSource, BudgetedRetry retry) {
    this.dataSource = dataSource;
    this.retry = retry;
  }

  /**
   * Does the work and commits it, as often as it takes.
   *
   * @throws SQLException 40001 when tries or budget are used up; nothing is changed then
   */
  public <T> T call(TransactionWork<T> work) throws SQLException, InterruptedException {
    return retry.call(() -> Isolation.SERIALIZABLE.run(dataSource, work));
  }
}
