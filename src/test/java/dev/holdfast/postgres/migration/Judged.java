package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** How the check judges a form, in the words of the files of {@link Operation}. */
final class Judged {
  private static final Pattern WORDS =
      Pattern.compile(
          "safe|(unsafe|unknown): [a-z-]+(, [a-z-]+)*"
              + "|blocks \\w+: (reads|(reads, row locks, |row locks, )?writes), (while it works|for a moment)"
              + "|breaks \\w+: [A-Z]+ \\w{5}(, [A-Z]+ \\w{5})*");

  private Judged() {}

  /** What has such words, as it is. */
  static String checked(String words) {
    if (!WORDS.matcher(words).matches()) {
      throw new IllegalArgumentException(
          "--= is 'safe', 'unsafe: rule, rule', 'unknown: rule', 'breaks table: SELECT 42703' or"
              + " 'blocks table: reads, row locks, writes, while it works', or 'for a moment'; not: "
              + words);
    }
    return words;
  }

  /** The verdict over the files of one form, then whom they keep waiting, then what they break. */
  static List<String> of(List<FileReport> files) {
    List<String> lines = new ArrayList<>();
    lines.add(verdict(files));
    lines.addAll(blocks(files));
    lines.addAll(breaks(files));
    return lines;
  }

  private static String verdict(List<FileReport> files) {
    MigrationReport.Verdict verdict =
        files.stream().map(FileReport::verdict).max(Comparator.naturalOrder()).orElseThrow();
    String word = verdict.name().toLowerCase(Locale.ROOT);
    String rules =
        files.stream()
            .flatMap(file -> file.findings().stream())
            .filter(finding -> finding.verdict() == verdict)
            .map(Finding::rule)
            .distinct()
            .sorted()
            .collect(joining(", "));
    return rules.isEmpty() ? word : word + ": " + rules;
  }

  /** A line a table that had rows: what waits for it, and how long. */
  private static List<String> blocks(List<FileReport> files) {
    Map<String, List<String>> whileItWorks = new TreeMap<>();
    Map<String, List<String>> moments = new TreeMap<>();
    for (FileReport file : files) {
      for (MigratedStatement statement : file.statements()) {
        // A lock on one table lasts as long as the work on another in the same transaction.
        boolean works =
            statement.relations().stream().anyMatch(one -> one.trace().growsWithTheTable());
        for (Touched touched : statement.relations()) {
          if (touched.rows() > 0 && touched.keepsWaiting()) {
            (works ? whileItWorks : moments)
                .merge(touched.trace().name(), touched.blocks(), Judged::more);
          }
        }
      }
    }
    List<String> lines = new ArrayList<>();
    whileItWorks.forEach((table, who) -> lines.add(blocks(table, who, "while it works")));
    moments.forEach(
        (table, who) -> {
          if (who.size() > whileItWorks.getOrDefault(table, List.of()).size()) {
            lines.add(blocks(table, who, "for a moment"));
          }
        });
    return lines;
  }

  /** Whom a stronger lock keeps waiting: all whom a weaker one does, and more. */
  private static List<String> more(List<String> one, List<String> other) {
    return one.size() >= other.size() ? one : other;
  }

  private static String blocks(String table, List<String> who, String howLong) {
    return "blocks %s: %s, %s".formatted(table, String.join(", ", who), howLong);
  }

  /** A line a table: which statements of the version before the server refuses, and how. */
  private static List<String> breaks(List<FileReport> files) {
    Map<String, TreeSet<String>> broken = new TreeMap<>();
    for (FileReport file : files) {
      for (BrokenStatement one : file.broken()) {
        if (one.forItsRow()) {
          continue;
        }
        broken
            .computeIfAbsent(one.table().replaceFirst("^.*\\.", ""), _ -> new TreeSet<>())
            .add(one.sql().split(" ", 2)[0] + " " + one.state());
      }
    }
    return broken.entrySet().stream()
        .map(
            table -> "breaks %s: %s".formatted(table.getKey(), String.join(", ", table.getValue())))
        .toList();
  }
}
