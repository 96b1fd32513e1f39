package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file does on purpose, by its own comments. Immutable.
 *
 * @param reasons by the rule that each of them allows
 */
record Allowances(Map<String, String> reasons) {
  /** {@code -- holdfast: allow large-dml because the table is read by nobody at night}. */
  private static final Pattern ALLOWED =
      Pattern.compile("(?m)^\\s*--\\s*holdfast:\\s*allow\\s+([a-z-]+)\\s+because\\s+(\\S.*)$");

  static Allowances in(String text) {
    Map<String, String> reasons = new HashMap<>();
    Matcher comment = ALLOWED.matcher(text);
    while (comment.find()) {
      reasons.put(comment.group(1), comment.group(2).strip());
    }
    return new Allowances(Map.copyOf(reasons));
  }

  /** The same findings, each with the reason why it is allowed where there is one. */
  List<Finding> applyTo(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                new Finding(
                    finding.verdict(),
                    finding.rule(),
                    finding.line(),
                    finding.reason(),
                    finding.remedy(),
                    reasons.getOrDefault(finding.rule(), "")))
        .toList();
  }
}
