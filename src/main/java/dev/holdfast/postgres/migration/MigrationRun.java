package dev.holdfast.postgres.migration;

import java.sql.SQLException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Listens to Flyway while it runs one file, for a {@link FileTrace} on Flyway's own connection. Not
 * thread-safe, as Flyway's callbacks are called by one thread.
 */
final class MigrationRun extends BaseCallback {
  private final FileTrace trace;

  MigrationRun(FileTrace trace) {
    this.trace = trace;
  }

  @Override
  public boolean supports(Event event, @Nullable Context context) {
    return event == Event.BEFORE_EACH_MIGRATE_STATEMENT
        || event == Event.AFTER_EACH_MIGRATE_STATEMENT
        || event == Event.AFTER_EACH_MIGRATE_STATEMENT_ERROR;
  }

  @Override
  public boolean canHandleInTransaction(Event event, @Nullable Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      if (event == Event.BEFORE_EACH_MIGRATE_STATEMENT) {
        trace.before(context.getConnection());
      } else {
        trace.after(
            context.getConnection(),
            context.getStatement().getSql().strip(),
            event == Event.AFTER_EACH_MIGRATE_STATEMENT_ERROR);
      }
    } catch (SQLException e) {
      throw new MigrationCheckException("cannot look at the session: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationCheckException("interrupted while a statement was looked at", e);
    }
  }
}
