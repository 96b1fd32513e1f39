package dev.holdfast.postgres.availability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Commits, and returns only once a synchronous standby has the commit on disk: losing the primary
 * then loses nothing that was reported as done.
 *
 * <p>{@code synchronous_commit=on} alone does not promise that. Where no standby is named it waits
 * for nobody: this is asked, and refused. And where one is named but gone, COMMIT waits for ever:
 * neither {@code statement_timeout} nor {@code transaction_timeout} ends it. A cancel does, and
 * leaves the transaction committed on the primary, with a mere warning behind a COMMIT that
 * succeeded: this is read.
 *
 * <p>Limits: a failover must promote a standby that was synchronous; after {@link
 * NotDurableException} from a wait, or after a connection that broke in the commit, the transaction
 * may be committed or not, and its outcome is for the caller to ask. Who has seen the row on the
 * primary meanwhile has seen what may be lost. Work that swallows an error of the server commits
 * nothing, and is not told.
 *
 * <p>Thread-safe. Source: PostgreSQL 18 manual, section 26.2.8, "Synchronous Replication", and
 * {@code syncrep.c}, which warns "might not have been replicated to the standby".
 */
public final class DurableCommit {
  private final DataSource dataSource;
  private final Duration patience;
  private final Counter durable;
  private final Counter unconfirmed;

  /**
   * @param patience how long a commit may wait, in whole seconds: the driver's query time-out
   *     cancels it then
   */
  public DurableCommit(DataSource dataSource, Duration patience, MeterRegistry meters) {
    // The driver reads 0 as "no limit": it would wait for a standby that never comes back.
    if (patience.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "patience is %s; it must be at least 1 s, try 5 s".formatted(patience));
    }
    this.dataSource = dataSource;
    this.patience = patience;
    this.durable = meters.counter("commits.durable", "outcome", "confirmed");
    this.unconfirmed = meters.counter("commits.durable", "outcome", "unconfirmed");
  }

  /**
   * Does the work in one transaction, and commits it durably; the connection is closed either way.
   *
   * @throws NotDurableException when no synchronous standby is named (nothing was committed), or
   *     none confirmed in time (the outcome is unknown)
   */
  public void commit(Work work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        demand(connection);
        work.on(connection);
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
      try (Statement commit = connection.createStatement()) {
        commit.setQueryTimeout(Math.toIntExact(patience.toSeconds()));
        commit.execute("COMMIT"); // commit() could not be cancelled by a time-out
        confirm(commit.getWarnings());
      }
    }
  }

  private void demand(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL synchronous_commit = on");
      ResultSet names = statement.executeQuery("SHOW synchronous_standby_names");
      names.next();
      if (names.getString(1).isBlank()) {
        throw new NotDurableException(
            "nothing was committed: synchronous_standby_names is empty, so no standby would have"
                + " to have it; name one, or commit without this promise");
      }
    }
  }

  private void confirm(@Nullable SQLWarning warning) {
    if (warning != null) {
      unconfirmed.increment();
      throw new NotDurableException(
          ("no standby confirmed the commit within %d s; it is committed here only: do not report it"
                  + " as done, see pg_stat_replication")
              .formatted(patience.toSeconds()),
          warning);
    }
    durable.increment();
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and its transaction with it
    }
  }

  /** What is to be committed. */
  @FunctionalInterface
  public interface Work {
    void on(Connection connection) throws SQLException;
  }
}
