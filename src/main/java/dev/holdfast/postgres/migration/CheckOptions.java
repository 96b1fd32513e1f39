package dev.holdfast.postgres.migration;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a check is to go by, as the command line says it. */
final class CheckOptions {
  @Option(names = "--rows", description = "that each table gets; default: ${DEFAULT-VALUE}")
  private long rows = MigrationCheck.Options.standard().rows();

  @Option(
      names = "--timeout",
      description =
          "milliseconds after which a statement counts as failed; default: ${DEFAULT-VALUE}")
  private long timeout = MigrationCheck.Options.standard().statementTimeout().toMillis();

  @Option(
      names = "--longest-lock-timeout",
      description = "milliseconds that readers can live with; default: ${DEFAULT-VALUE}")
  private long longest = MigrationCheck.Options.standard().longestLockTimeout().toMillis();

  @Option(
      names = "--assume-lock-timeout",
      description = "milliseconds of lock_timeout that your migrating session sets; default: none")
  private long assumed;

  @Option(names = "--off", split = ",", description = "rules that are not asked: large-dml,…")
  private Set<String> off = new LinkedHashSet<>();

  /**
   * @throws IllegalArgumentException where one makes no sense
   */
  MigrationCheck.Options checked() {
    return new MigrationCheck.Options(
        rows,
        Duration.ofMillis(timeout),
        Duration.ofMillis(longest),
        Duration.ofMillis(assumed),
        off);
  }
}
