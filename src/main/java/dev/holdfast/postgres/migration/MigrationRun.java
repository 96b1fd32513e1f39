package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final String text;
  private final List<String> requests;
  private final PGSimpleDataSource database;
  private final List<StatementTrace> traces = new ArrayList<>();
  private @Nullable StatementObserver observer;
  private @Nullable Relations before;
  private @Nullable Parking parking;
  private @Nullable LiveTraffic traffic;
  private int searchedTo;

  /**
   * @param text of the file, for the lines of its statements
   * @param requests that live traffic makes while it runs
   * @param database for looks from outside
   */
  MigrationRun(String text, List<String> requests, PGSimpleDataSource database) {
    this.text = text;
    this.requests = List.copyOf(requests);
    this.database = database;
  }

  /** What was traced; a failure that no statement has shown is one of the file. */
  List<StatementTrace> tracesWith(Optional<FlywayException> failure, String script) {
    List<StatementTrace> all = new ArrayList<>(traces);
    if (failure.isPresent() && all.stream().noneMatch(one -> one.failure().isPresent())) {
      all.add(
          new StatementTrace(
              script,
              1,
              "",
              true,
              Optional.of(
                  new StatementTrace.Failure("", String.valueOf(failure.get().getMessage()))),
              Duration.ZERO,
              List.of(),
              List.of(),
              false,
              0,
              Duration.ZERO));
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
    }
  }

  @Override
  public void close() {
    LiveTraffic open = traffic;
    if (open != null) {
      open.close();
    }
  }

  private void before(Connection session) throws SQLException {
    before = Relations.seenBy(session);
    if (traffic == null) {
      traffic = LiveTraffic.on(requests, pid(session), database);
    }
    if (observer == null) {
      observer = new StatementObserver(before);
    }
    if (session.getAutoCommit()) {
      parking = Parking.before(pid(session), before.tables(), database);
    }
  }

  private void after(Context context, boolean failed) throws SQLException {
    Connection session = context.getConnection();
    String sql = context.getStatement().getSql().strip();
    int line = lineOf(sql);
    Relations was = before;
    Optional<Parking.Seen> parked = unpark();
    LiveTraffic.Victims victims = traffic == null ? LiveTraffic.Victims.NONE : traffic.take();
    List<StatementTrace.Touched> touched = List.of();
    List<String> invalid = List.of();
    Duration lockTimeout = Duration.ZERO;
    if (!failed && was != null && observer != null) {
      Relations now = Relations.seenBy(session);
      Relations locked = parked.map(seen -> now.withLocksOf(seen.relations())).orElse(now);
      touched = observer.touched(was, locked, line);
      if (session.getAutoCommit()) {
        observer.released();
      }
      invalid =
          now.byOid().values().stream()
              .filter(relation -> !relation.valid())
              .map(Relations.Relation::name)
              .toList();
      lockTimeout = lockTimeout(session);
    }
    traces.add(
        new StatementTrace(
            context.getMigrationInfo().getScript(),
            line,
            sql,
            !session.getAutoCommit(),
            failed ? Optional.of(failure(context)) : Optional.empty(),
            lockTimeout,
            touched,
            invalid,
            parked.map(Parking.Seen::forSnapshots).orElse(false),
            victims.count(),
            victims.longest()));
  }

  private Optional<Parking.Seen> unpark() throws SQLException {
    Parking open = parking;
    parking = null;
    if (open == null) {
      return Optional.empty();
    }
    try (open) {
      return open.ended();
    }
  }

  private static int pid(Connection session) throws SQLException {
    return session.unwrap(PGConnection.class).getBackendPID();
  }

  private static StatementTrace.Failure failure(Context context) {
    return context.getStatement().getErrors().stream()
        .findFirst()
        .map(
            error ->
                new StatementTrace.Failure(
                    String.valueOf(error.getState()), String.valueOf(error.getMessage())))
        .orElse(new StatementTrace.Failure("", "the server gave no reason"));
  }

  private static Duration lockTimeout(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout'")) {
      rows.next();
      return Duration.ofMillis(rows.getLong(1));
    }
  }

  /** Flyway hands a statement over without its place; they come in their order. */
  private int lineOf(String sql) {
    int found = text.indexOf(sql, searchedTo);
    if (found >= 0) {
      searchedTo = found + sql.length();
    }
    return 1 + (int) text.substring(0, Math.max(0, found)).chars().filter(c -> c == '\n').count();
  }
}
