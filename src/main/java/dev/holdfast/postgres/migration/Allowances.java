package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file does on purpose, by its own comments. Immutable.
 *
 * @param reasons by the rule that each of them allows
 * @param mistaken comments that allow nothing, with the cause
 */
record Allowances(Map<String, String> reasons, List<String> mistaken) {
  /** {@code -- holdfast: allow large-dml because the table is read by nobody at night}. */
  private static final Pattern ALLOWED =
      Pattern.compile("^\\s*--\\s*holdfast:\\s*allow\\s+([a-z-]+)\\s+because\\s+(\\S.*)$");

  private static final Pattern MEANT = Pattern.compile("^\\s*--\\s*holdfast:.*$");

  static Allowances in(String text) {
    Map<String, String> reasons = new HashMap<>();
    List<String> mistaken = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher comment = ALLOWED.matcher(line);
      if (comment.matches() && MigrationRule.ids().contains(comment.group(1))) {
        reasons.put(comment.group(1), comment.group(2).strip());
      } else if (MEANT.matcher(line).matches()) {
        mistaken.add(
            "\"%s\" allows nothing; write: -- holdfast: allow RULE because REASON, where RULE is one of %s"
                .formatted(line.strip(), String.join(", ", MigrationRule.ids())));
      }
    }
    return new Allowances(Map.copyOf(reasons), List.copyOf(mistaken));
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
