package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A report in words. Pure. */
record ReportText(MigrationReport report) {
  /** Of a statement, in one line. */
  private static final int SHOWN = 100;

  String plain() {
    List<String> lines = new ArrayList<>();
    for (FileReport file : report.files()) {
      lines.add("%-8s %s".formatted(file.verdict(), file.file()));
      if (!coverage(file).isEmpty()) {
        lines.add("      " + coverage(file));
      }
      for (MigratedStatement statement : file.statements()) {
        lines.add("  %4d  %s".formatted(statement.line(), sql(statement)));
        StatementFacts.of(statement).forEach(fact -> lines.add("        " + fact));
      }
      for (Finding finding : file.findings()) {
        lines.add("  %s".formatted(verdict(finding)));
        remedy(file, finding).ifPresent(safe -> lines.add("        safe form: " + safe));
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
        remedy(file, finding)
            .ifPresent(safe -> lines.add("  Safe form: " + safe.replace("<", "&lt;")));
      }
      lines.add("");
      for (MigratedStatement statement : file.statements()) {
        lines.add("    %d: %s".formatted(statement.line(), sql(statement)));
        StatementFacts.of(statement).forEach(fact -> lines.add("        " + fact));
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

  /** Its safe form, once for all of a file that have the same: with the last of them. */
  static Optional<String> remedy(FileReport file, Finding finding) {
    return Optional.of(finding)
        .filter(
            one ->
                one.equals(
                    file.findings().stream()
                        .filter(other -> other.remedy().equals(one.remedy()))
                        .toList()
                        .getLast()))
        .map(Finding::remedy);
  }

  static String sql(MigratedStatement statement) {
    String line = statement.sql().strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " …";
  }

  /** How many tables had the rows asked for; empty where all had. */
  static String coverage(FileReport file) {
    MigrationReport.Coverage coverage = file.coverage();
    return coverage.filled() == coverage.tables()
        ? ""
        : "%d of %d tables have the rows asked for".formatted(coverage.filled(), coverage.tables());
  }

  private long count(MigrationReport.Verdict verdict) {
    return report.files().stream().filter(file -> file.verdict() == verdict).count();
  }
}
