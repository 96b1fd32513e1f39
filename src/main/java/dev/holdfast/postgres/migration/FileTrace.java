package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import dev.holdfast.postgres.migration.MigratedStatement.Victims;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What each statement of one file did, with live traffic beside it. Belongs to one run of one file;
 * not thread-safe.
 */
final class FileTrace implements AutoCloseable {
  private final StatementLines lines;
  private final TrafficRequests requests;
  private final Duration assumedLockTimeout;
  private final PGSimpleDataSource database;
  private final List<MigratedStatement> statements = new ArrayList<>();
  private final FileLocks locks = new FileLocks();
  private @Nullable SessionFacts atFirst;
  private SessionFacts before = SessionFacts.NONE;
  private @Nullable StatementWatch watch;
  private @Nullable LiveTraffic traffic;

  /**
   * @param text of the file, for the lines of its statements
   * @param requests that live traffic makes while it runs
   * @param assumedLockTimeout where the file sets none
   * @param database for looks from outside
   */
  FileTrace(
      String text,
      TrafficRequests requests,
      Duration assumedLockTimeout,
      PGSimpleDataSource database) {
    this.lines = new StatementLines(text);
    this.requests = requests;
    this.assumedLockTimeout = assumedLockTimeout;
    this.database = database;
  }

  /**
   * What was traced, with the reason of a failure; one that no statement has is the file's.
   *
   * @param ever the schema that the file leads to on empty tables
   */
  List<MigratedStatement> statements(Optional<FlywayException> failure, Shape ever) {
    NewColumn column = new NewColumn(atFirst, before, ever);
    List<MigratedStatement> all = new ArrayList<>(statements);
    if (failure.isPresent()) {
      if (all.isEmpty() || all.getLast().failure().isEmpty()) {
        all.add(MigratedStatement.ofFile(StatementFailure.of(failure.get(), 1, "", column)));
      } else {
        MigratedStatement failed = all.removeLast();
        all.add(
            failed.failed(StatementFailure.of(failure.get(), failed.line(), failed.sql(), column)));
      }
    }
    return all;
  }

  /** Before the session runs a statement. */
  void before(Connection session) throws SQLException {
    boolean alone = session.getAutoCommit();
    if (traffic == null) {
      int pid = session.unwrap(PGConnection.class).getBackendPID();
      traffic = LiveTraffic.of(requests.beside(alone), pid, database);
    }
    before = SessionFacts.of(session, assumedLockTimeout);
    if (atFirst == null) {
      atFirst = before;
    }
    watch = StatementWatch.begin(session, database, Pause.interruptible(), traffic::settle);
  }

  /** After the session ran it, or tried to. */
  void after(Connection session, String sql, boolean failed)
      throws SQLException, InterruptedException {
    boolean alone = session.getAutoCommit();
    boolean answers = alone || !failed; // a transaction that failed does not
    int line = lines.of(sql);
    StatementWatch.Seen seen = StatementWatch.Seen.NOTHING;
    SessionFacts now = SessionFacts.NONE.withLockTimeout(before.lockTimeout());
    try (StatementWatch ending = watch) {
      watch = null;
      if (ending != null && answers) {
        seen = ending.end();
        now = SessionFacts.of(session, assumedLockTimeout);
      }
    }
    boolean commits =
        seen.commits() > 0 && (!alone || CommittingCode.runs(sql, seen.relations(), database));
    List<MigratedStatement.Touched> touched = touched(seen, line);
    if (alone) {
      locks.clear(); // they went with it
    }
    statements.add(
        new MigratedStatement(
            line,
            sql,
            !alone,
            failed ? Optional.of(StatementFailure.UNKNOWN) : Optional.empty(),
            now.lockTimeout(),
            touched,
            seen.foreign(),
            now.invalidBeside(atFirst),
            now.unvalidatedBeside(atFirst),
            commits,
            seen.waitsForSnapshots(),
            seen.lockNotSeen(),
            victims(alone, touched)));
  }

  @Override
  public void close() {
    try (LiveTraffic _ = traffic;
        StatementWatch _ = watch) {
      watch = null;
    }
  }

  private List<MigratedStatement.Touched> touched(StatementWatch.Seen seen, int line) {
    return seen.relations().stream()
        .map(trace -> locks.touched(trace, line, before.rows(), seen.views()))
        .toList();
  }

  private Victims victims(boolean alone, List<MigratedStatement.Touched> touched)
      throws InterruptedException {
    if (traffic == null) {
      return Victims.NONE;
    }
    if (!alone
        && touched.stream()
            .anyMatch(MigratedStatement.Touched::keepsWaiting)) { // its locks are held still
      traffic.settle();
    }
    return traffic.take();
  }
}
