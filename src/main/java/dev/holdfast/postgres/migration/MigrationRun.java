package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Listens to Flyway while it runs one file, and traces each of its statements on Flyway's own
 * connection. Belongs to one run of one file; not thread-safe, as Flyway's callbacks are called by
 * one thread.
 */
final class MigrationRun extends BaseCallback implements AutoCloseable {
  private final StatementLines lines;
  private final List<String> requests;
  private final PGSimpleDataSource database;
  private final List<MigratedStatement> statements = new ArrayList<>();
  private final Set<String> madeHere = new HashSet<>();
  private final Map<String, Integer> lockedSince = new HashMap<>();
  private SessionFacts before = SessionFacts.NONE;
  private @Nullable StatementWatch watch;
  private @Nullable LiveTraffic traffic;

  /**
   * @param text of the file, for the lines of its statements
   * @param requests that live traffic makes while it runs
   * @param database for looks from outside
   */
  MigrationRun(String text, List<String> requests, PGSimpleDataSource database) {
    this.lines = new StatementLines(text);
    this.requests = List.copyOf(requests);
    this.database = database;
  }

  /** What was traced; a failure that no statement has shown is one of the file. */
  List<MigratedStatement> tracesWith(Optional<FlywayException> failure, String script) {
    List<MigratedStatement> all = new ArrayList<>(statements);
    if (failure.isPresent() && all.stream().noneMatch(one -> one.failure().isPresent())) {
      all.add(MigratedStatement.ofFile(script, String.valueOf(failure.get().getMessage())));
    }
    return all;
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
        before(context.getConnection());
      } else {
        after(context, event == Event.AFTER_EACH_MIGRATE_STATEMENT_ERROR);
      }
    } catch (SQLException e) {
      throw new MigrationCheckException("cannot look at the session: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationCheckException("interrupted while a statement was looked at", e);
    }
  }

  @Override
  public void close() {
    try (LiveTraffic _ = traffic;
        StatementWatch _ = watch) {
      watch = null;
    }
  }

  private void before(Connection session) throws SQLException {
    if (traffic == null) {
      int pid = session.unwrap(PGConnection.class).getBackendPID();
      traffic = LiveTraffic.on(requests, pid, database);
    }
    before = SessionFacts.of(session);
    watch = StatementWatch.begin(session, database);
  }

  private void after(Context context, boolean failed) throws SQLException, InterruptedException {
    Connection session = context.getConnection();
    String sql = context.getStatement().getSql().strip();
    int line = lines.of(sql);
    List<MigratedStatement.Touched> touched = List.of();
    SessionFacts now = SessionFacts.NONE;
    try (StatementWatch ending = watch) {
      watch = null;
      if (!failed && ending != null) {
        touched = ending.end().stream().map(trace -> touched(trace, line)).toList();
        now = SessionFacts.of(session);
      }
    }
    if (session.getAutoCommit()) {
      lockedSince.clear(); // its locks went with it
    }
    LiveTraffic.Victims victims = traffic == null ? LiveTraffic.Victims.NONE : traffic.take();
    statements.add(
        new MigratedStatement(
            context.getMigrationInfo().getScript(),
            line,
            sql,
            !session.getAutoCommit(),
            failed
                ? Optional.of(MigratedStatement.Failure.of(context.getStatement()))
                : Optional.empty(),
            now.lockTimeout(),
            touched,
            now.invalidIndexes(),
            victims.count(),
            victims.longest()));
  }

  private MigratedStatement.Touched touched(RelationTrace trace, int line) {
    if (trace.created()) {
      madeHere.add(trace.name());
    }
    boolean stronger = trace.lock().compareTo(trace.carried()) > 0;
    if (stronger) {
      lockedSince.put(trace.name(), line);
    }
    return new MigratedStatement.Touched(
        trace,
        !madeHere.contains(trace.name()),
        before.rows().getOrDefault(trace.name(), 0L),
        lockedSince.getOrDefault(trace.name(), line));
  }
}
