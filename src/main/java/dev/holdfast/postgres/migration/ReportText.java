package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report in words. Pure. */
record ReportText(MigrationReport report) {
  /** Of a statement, in one line. */
  private static final int SHOWN = 100;

  String plain() {
    List<String> lines = new ArrayList<>();
    for (FileReport file : report.files()) {
      lines.add("%-8s %s".formatted(file.verdict(), file.file()));
      for (MigratedStatement statement : file.statements()) {
        lines.add("  %4d  %s".formatted(statement.line(), sql(statement)));
        facts(statement).forEach(fact -> lines.add("        " + fact));
      }
      for (Finding finding : file.findings()) {
        lines.add("  %s".formatted(verdict(finding)));
        lines.add("        safe form: " + finding.remedy());
      }
    }
    report.notes().forEach(note -> lines.add("note: " + note));
    lines.add(summary());
    return String.join("\n", lines) + "\n";
  }

  String markdown() {
    List<String> lines = new ArrayList<>(List.of("# Migration check", "", summary(), ""));
    for (FileReport file : report.files()) {
      lines.add("## %s: `%s`".formatted(file.verdict(), file.file()));
      lines.add("");
      for (Finding finding : file.findings()) {
        lines.add("- **%s**".formatted(verdict(finding).replace("*", "\\*").replace("<", "&lt;")));
        lines.add("  Safe form: " + finding.remedy().replace("<", "&lt;"));
      }
      lines.add("");
      for (MigratedStatement statement : file.statements()) {
        lines.add("    %d: %s".formatted(statement.line(), sql(statement)));
        facts(statement).forEach(fact -> lines.add("        " + fact));
      }
      lines.add("");
    }
    report.notes().forEach(note -> lines.add("- " + note));
    return String.join("\n", lines).strip() + "\n";
  }

  String summary() {
    long unsafe = count(MigrationReport.Verdict.UNSAFE);
    long unknown = count(MigrationReport.Verdict.UNKNOWN);
    String rows = report.rows() == 0 ? "its own rows" : "%,d rows a table".formatted(report.rows());
    return "%d files on PostgreSQL %s over %s: %d unsafe, %d unknown, %d safe"
        .formatted(
            report.files().size(),
            report.server(),
            rows,
            unsafe,
            unknown,
            report.files().size() - unsafe - unknown);
  }

  /** What a statement did, a line a relation that was there before its file. */
  static List<String> facts(MigratedStatement statement) {
    List<String> facts = new ArrayList<>();
    for (Touched touched : statement.relations()) {
      if (touched.existed()) {
        facts.add(
            "%s, %,d rows: %s"
                .formatted(touched.trace().name(), touched.rows(), did(statement, touched)));
      }
    }
    if (statement.victims() > 0) {
      facts.add(
          "kept %d requests waiting, one for %d ms"
              .formatted(statement.victims(), statement.longestVictim().toMillis()));
    }
    if (statement.waitsForOlderTransactions()) {
      facts.add("waits for transactions that are older than itself");
    }
    statement
        .failure()
        .ifPresent(
            failure -> facts.add("failed: %s %s".formatted(failure.state(), failure.message())));
    return facts;
  }

  static String verdict(Finding finding) {
    String at = finding.line() == 0 ? "" : " (line %d)".formatted(finding.line());
    String allowed = finding.allowed().isEmpty() ? "" : "; allowed because " + finding.allowed();
    return "%s %s%s: %s%s"
        .formatted(
            finding.verdict().name().toLowerCase(Locale.ROOT),
            finding.rule(),
            at,
            finding.reason(),
            allowed);
  }

  static String sql(MigratedStatement statement) {
    String line = statement.sql().strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " …";
  }

  private static String did(MigratedStatement statement, Touched touched) {
    List<String> did = new ArrayList<>();
    did.add(
        touched.lock().words()
            + (touched.since() == statement.line() ? "" : " since line " + touched.since()));
    did.addAll(touched.work());
    if (touched.emptied()) {
      did.add("emptied");
    }
    if (touched.trace().rowsChanged() > 0) {
      did.add("%,d rows written".formatted(touched.trace().rowsChanged()));
    }
    did.add("blocks " + blocks(touched.lock()));
    return String.join("; ", did);
  }

  private static String blocks(LockMode lock) {
    if (lock.blocksReads()) {
      return "reads and writes";
    }
    if (lock.blocksRowLocks()) {
      return "writes and row locks";
    }
    return lock.blocksWrites() ? "writes" : "nobody";
  }

  private long count(MigrationReport.Verdict verdict) {
    return report.files().stream().filter(file -> file.verdict() == verdict).count();
  }
}
