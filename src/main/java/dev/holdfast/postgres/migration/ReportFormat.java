package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import dev.holdfast.postgres.migration.MigrationReport.Verdict;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How a report is written. Pure, thread-safe. */
public enum ReportFormat {
  /** For a terminal. */
  TEXT {
    @Override
    public String write(MigrationReport report) {
      return new ReportText(report).plain();
    }
  },
  /** For a review, or a job's summary. */
  MARKDOWN {
    @Override
    public String write(MigrationReport report) {
      return new ReportText(report).markdown();
    }
  },
  /** All that was measured, for machines. */
  JSON {
    @Override
    public String write(MigrationReport report) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("schema", 1);
      all.put("verdict", report.verdict());
      all.put("report", report);
      return MAPPER.writeValueAsString(all) + "\n";
    }
  },
  /** For code scanning: SARIF 2.1.0, a result for each reason that the file does not allow. */
  SARIF {
    @Override
    public String write(MigrationReport report) {
      return MAPPER.writeValueAsString(sarif(report)) + "\n";
    }
  },
  /** A page of its own. */
  HTML {
    @Override
    public String write(MigrationReport report) {
      return ReportPage.of(report);
    }
  };

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public abstract String write(MigrationReport report);

  private static Map<String, Object> sarif(MigrationReport report) {
    List<Map<String, Object>> results = new ArrayList<>();
    Map<String, Map<String, Object>> rules = new LinkedHashMap<>();
    for (FileReport file : report.files()) {
      for (Finding finding : file.findings()) {
        if (finding.allowed().isEmpty()) {
          rules.putIfAbsent(
              finding.rule(),
              Map.of("id", finding.rule(), "help", Map.of("text", finding.remedy())));
          results.add(result(report.folder(), file, finding));
        }
      }
    }
    Map<String, Object> driver =
        Map.of("name", "holdfast migration-check", "rules", List.copyOf(rules.values()));
    return Map.of(
        "$schema",
        "https://json.schemastore.org/sarif-2.1.0.json",
        "version",
        "2.1.0",
        "runs",
        List.of(Map.of("tool", Map.of("driver", driver), "results", results)));
  }

  private static Map<String, Object> result(String folder, FileReport file, Finding finding) {
    Map<String, Object> place =
        Map.of(
            "artifactLocation",
            Map.of("uri", uri(folder.isEmpty() ? file.file() : folder + "/" + file.file())),
            "region",
            Map.of("startLine", Math.max(1, finding.line())));
    return Map.of(
        "ruleId",
        finding.rule(),
        "level",
        finding.verdict() == Verdict.UNSAFE ? "error" : "warning",
        "message",
        Map.of("text", "%s. Safe form: %s".formatted(finding.reason(), finding.remedy())),
        "locations",
        List.of(Map.of("physicalLocation", place)));
  }

  private static String uri(String path) {
    try {
      return new URI(path.startsWith("/") ? "file" : null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(path + " cannot be written as a URI", e);
    }
  }

  /** By its name, in any case. */
  static ReportFormat of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
