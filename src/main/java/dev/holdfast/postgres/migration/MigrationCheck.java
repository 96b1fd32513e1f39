package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Measures whether migrations are safe to run while the application works: runs each file of a
 * Flyway folder against a real PostgreSQL, over tables with rows, beside live reads and writes, and
 * reports what each statement locked, read, rewrote and broke.
 *
 * <p>The verdict rests on what the server says (locks, tuples, files, error codes), never on
 * reading SQL nor on a clock. Limits: what only the application knows (its real statements, its
 * data) is not there; a file that fails ends the check.
 *
 * <p>Not thread-safe but for {@link #stop}: one check at a time on one server, whose databases
 * {@code holdfast_check} and {@code holdfast_check_empty} it makes and drops. Source: PostgreSQL 18
 * manual, section 13.3.1; Flyway's callbacks.
 */
public final class MigrationCheck {
  private final CheckServer server;
  private final Options options;
  private final Consumer<String> progress;

  /**
   * @param rows that each table is to have
   * @param statementTimeout after which a statement counts as failed
   * @param longestLockTimeout that readers and writers can live with
   * @param assumeLockTimeout the one that your migrating session sets itself; zero for none
   * @param off rules that are not asked, as reports name them
   */
  public record Options(
      long rows,
      Duration statementTimeout,
      Duration longestLockTimeout,
      Duration assumeLockTimeout,
      Set<String> off) {
    public Options {
      if (rows < 1) {
        throw new IllegalArgumentException(
            "rows is %d; tables without rows hide what work costs, try 100000".formatted(rows));
      }
      if (!statementTimeout.isPositive()
          || !longestLockTimeout.isPositive()
          || assumeLockTimeout.isNegative()) {
        throw new IllegalArgumentException(
            "statementTimeout is %s, longestLockTimeout is %s, assumeLockTimeout is %s; must be positive, the last may be zero"
                .formatted(statementTimeout, longestLockTimeout, assumeLockTimeout));
      }
      off = Set.copyOf(off);
      if (!MigrationRule.ids().containsAll(off)) {
        throw new IllegalArgumentException(
            "off is %s; rules are %s".formatted(off, String.join(", ", MigrationRule.ids())));
      }
    }

    /** With all rules. */
    public Options(long rows, Duration statementTimeout, Duration longest, Duration assume) {
      this(rows, statementTimeout, longest, assume, Set.of());
    }

    /** 100,000 rows, a minute a statement, lock time-outs of up to 2 s. */
    public static Options standard() {
      return new Options(100_000, Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ZERO);
    }
  }

  /**
   * @param url of a server that may be thrown away, with a superuser's name and password in it
   * @param progress gets a line for each step
   */
  public MigrationCheck(String url, Options options, Consumer<String> progress) {
    this.server = new CheckServer(url, options.statementTimeout());
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs the folder's files from the first on, on databases that are made for it and dropped after,
   * over tables that are filled between the files.
   *
   * @throws MigrationCheckException when it cannot be checked: no migrations, a version twice
   */
  public MigrationReport check(Path folder) throws IOException, SQLException {
    try (MigrationFolder migrations = MigrationFolder.of(folder)) {
      List<String> notes = new ArrayList<>(migrations.notes());
      progress.accept("empty tables: every file, for the last schema");
      DryRun empty = DryRun.of(server, migrations, notes);
      progress.accept("%,d rows a table: file by file".formatted(options.rows()));
      CheckDatabase database = server.create("holdfast_check");
      var population = new Population(empty.last(), options.rows());
      var runs =
          new MigrationRuns(options, progress, Optional.of(population), Optional.of(empty), true);
      List<FileReport> files = runs.run(database, database.pending(migrations));
      return report(migrations, options.rows(), files, notes);
    } finally {
      server.made().drop();
    }
  }

  /** What {@link #checkPending} would do to the database of the URL, and what it would leave. */
  public String plan() throws SQLException {
    return server.plan();
  }

  /**
   * Runs the files that are pending for the database of the URL over its own rows: on a copy of it
   * where one may be made, else on the database itself, as {@link #plan} says.
   *
   * @throws MigrationCheckException also while others are connected to it: a copy cannot be made
   *     then, and they would be kept waiting
   */
  public MigrationReport checkPending(Path folder) throws IOException, SQLException {
    server.refuseOthers();
    boolean copied = server.canCopy();
    try (MigrationFolder migrations = MigrationFolder.of(folder)) {
      CheckDatabase database = copied ? server.copy("holdfast_check") : server.itself();
      var runs = new MigrationRuns(options, progress, Optional.empty(), Optional.empty(), copied);
      List<FileReport> files = runs.run(database, database.pending(migrations));
      List<String> notes = new ArrayList<>(migrations.notes());
      if (!server.superuser()) {
        notes.add(TrafficRequests.LEFT_OUT);
      }
      return report(migrations, 0, files, notes);
    } finally {
      server.made().drop();
    }
  }

  /** Ends a check that another thread makes, by taking away what it made on the server. */
  public void stop() throws SQLException {
    server.made().stop();
  }

  private MigrationReport report(
      MigrationFolder migrations, long rows, List<FileReport> files, List<String> notes)
      throws SQLException {
    List<String> all = new ArrayList<>(notes);
    options.off().stream().sorted().map("rule %s is switched off"::formatted).forEach(all::add);
    return new MigrationReport(migrations.place(), server.version(), rows, files, all);
  }
}
