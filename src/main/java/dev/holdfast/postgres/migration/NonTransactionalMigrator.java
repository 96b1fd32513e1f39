package dev.holdfast.postgres.migration;

import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Runs Flyway so that what must stay outside of a transaction gets done: {@code CREATE INDEX
 * CONCURRENTLY} ends.
 *
 * <p>Flyway keeps other runs out by an advisory lock. By default that is a transaction's, on a
 * second connection, which stays open until the migration is over; the index build waits for every
 * transaction that was there before it, so each waits for the other. The server sees no deadlock,
 * since one of them waits in Flyway. Here the lock is the session's, and keeps no transaction open.
 *
 * <p>Limits: a session's lock is worth nothing behind a transaction pooler, so migrations need a
 * direct connection; other people's long transactions are still waited for; a build that fails
 * leaves an invalid index and a failed entry in Flyway's history.
 *
 * <p>Thread-safe as Flyway is: two runs at once take turns. Source: Flyway's documentation, {@code
 * flyway.postgresql.transactional.lock}; PostgreSQL 18 manual, "Building Indexes Concurrently".
 */
public final class NonTransactionalMigrator {
  private final FluentConfiguration flyway;

  /**
   * @param flyway with data source and locations; its kind of lock is changed
   */
  public NonTransactionalMigrator(FluentConfiguration flyway) {
    flyway
        .getPluginRegister()
        .getExact(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    this.flyway = flyway;
  }

  /**
   * Applies what is pending.
   *
   * @throws org.flywaydb.core.api.FlywayException as Flyway does
   */
  public MigrateResult migrate() {
    return flyway.load().migrate();
  }
}
