package dev.holdfast.postgres.migration;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command line of {@link MigrationCheck}. Ends with 1 if any file is unsafe, else with 2 if any
 * is unknown or the check could not be made, else with 0.
 */
@Command(
    name = "migration-check",
    description = "Measures on a real PostgreSQL whether migrations are safe to run under traffic.",
    mixinStandardHelpOptions = true)
public final class MigrationCheckMain implements Callable<Integer> {
  private static final int NOT_CHECKED = 2;

  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  @Parameters(paramLabel = "DIR", description = "the folder with V1__….sql files")
  private Path folder = Path.of("");

  @ArgGroup(multiplicity = "1")
  private Where where = new Where();

  @Option(names = "--yes", description = "with --url: do what was said")
  private boolean yes;

  @Mixin private CheckOptions options = new CheckOptions();

  @Option(
      names = "--format",
      description = "text, markdown, json, sarif or html; default: text",
      converter = FormatConverter.class)
  private ReportFormat format = ReportFormat.TEXT;

  @Option(names = "--output", description = "a file for the report; default: standard output")
  private @Nullable Path output;

  @Spec private @Nullable CommandSpec command;
  private volatile boolean ending;

  @Override
  public Integer call() throws IOException, SQLException {
    CommandLine line = Objects.requireNonNull(command).commandLine();
    PrintWriter progress = line.getErr();
    boolean own = where.server.isEmpty();
    MigrationCheck check =
        new MigrationCheck(own ? where.url : where.server, options.checked(), progress::println);
    if (own) {
      progress.println("migration-check: " + check.plan());
      if (!yes) {
        progress.println("migration-check: run it again with --yes to do so");
        return NOT_CHECKED;
      }
    }
    Thread stopping = Thread.ofPlatform().unstarted(() -> stop(check, progress));
    Runtime.getRuntime().addShutdownHook(stopping);
    MigrationReport report = own ? check.checkPending(folder) : check.check(folder);
    write(format.write(report), line.getOut());
    return report.exitCode();
  }

  private void write(String text, PrintWriter out) throws IOException {
    if (output == null) {
      out.print(text);
      out.flush();
    } else {
      Files.writeString(output, text);
    }
  }

  private void stop(MigrationCheck check, PrintWriter progress) {
    ending = true;
    try {
      check.stop();
    } catch (SQLException e) {
      progress.println("migration-check: could not clean up: " + e.getMessage());
    }
  }

  /** What could not be checked is one line, since exit code 1 is for what is unsafe. */
  static CommandLine commandLine() {
    MigrationCheckMain main = new MigrationCheckMain();
    return new CommandLine(main)
        .setExecutionExceptionHandler(
            (failure, line, _) -> {
              if (!main.ending) { // what fails then fails because it was stopped
                line.getErr().println("migration-check: " + failure.getMessage());
              }
              return NOT_CHECKED;
            });
  }

  static void main(String... arguments) {
    FLYWAY.setLevel(Level.OFF); // what it does, and what fails, is reported here, file by file
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (_, failure) -> {
              System.err.println("migration-check: " + failure);
              System.exit(NOT_CHECKED); // the JVM's own would be 1
            });
    System.exit(commandLine().execute(arguments));
  }

  /** One of the two. */
  static final class Where {
    @Option(
        names = "--server",
        description = "JDBC URL of a server that may be thrown away, as its superuser")
    private String server = "";

    @Option(
        names = "--url",
        description = "JDBC URL of a database of your own whose pending files are to be checked")
    private String url = "";
  }
}
