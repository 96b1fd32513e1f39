package dev.holdfast.postgres.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Shows for how long the transaction that is idle longest has asked nothing, as {@code
 * postgres.transactions.idle}, beside the limit from which on it is to be taken as forgotten,
 * {@code postgres.transactions.idle.limit}: an alert compares the two, and knows no number.
 *
 * <p>It shows; who is to end such transactions are {@link SessionLimits}, with a longer limit.
 * Limits: looks at its own database; prepared transactions have no session, and are not seen. Needs
 * the role {@code pg_read_all_stats} to see sessions of others.
 *
 * <p>Thread-safe; meters hold it weakly, its scheduler keeps it. Source: PostgreSQL 18 manual,
 * section 27.2.3, pg_stat_activity.
 */
public final class ForgottenTransactions {
  private final DataSource dataSource;
  private volatile double idle = Double.NaN; // seconds

  /**
   * @param limit from which on a transaction is taken as forgotten
   */
  public ForgottenTransactions(DataSource dataSource, Duration limit, MeterRegistry meters) {
    if (limit.toMillis() < 1) {
      throw new IllegalArgumentException(
          "limit is " + limit + "; it must be at least 1 ms, try 5 s");
    }
    this.dataSource = dataSource;
    Gauge.builder("postgres.transactions.idle", this, looked -> looked.idle)
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("postgres.transactions.idle.limit", () -> limit.toNanos() / 1e9)
        .baseUnit("seconds")
        .register(meters);
  }

  /**
   * One look, for a scheduler, as often as metrics are scraped. Where it fails, nothing is shown.
   */
  public void look() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT coalesce(max(extract(epoch FROM clock_timestamp() - state_change)), 0)
                FROM pg_stat_activity
                WHERE datname = current_database() AND state LIKE 'idle in transaction%'""")) {
      rows.next();
      idle = rows.getDouble(1);
    } catch (SQLException e) {
      idle = Double.NaN; // not known now
      throw e;
    }
  }
}
