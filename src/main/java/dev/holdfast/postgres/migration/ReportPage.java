package dev.holdfast.postgres.migration;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.resolve.ResourceCodeResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A report as a page that needs no network and no script; what is the files' own is escaped. */
public final class ReportPage {
  private static final String TEMPLATES = "migration-check";

  private ReportPage() {}

  static String of(MigrationReport report) {
    ClassLoader loader = ReportPage.class.getClassLoader();
    try {
      Path classes = Files.createTempDirectory("migration-check-page");
      try (InputStream style = loader.getResourceAsStream(TEMPLATES + "/style.css")) {
        if (style == null) {
          throw new IllegalStateException("style.css is not on the class path");
        }
        StringOutput page = new StringOutput();
        TemplateEngine engine =
            TemplateEngine.create(
                new ResourceCodeResolver(TEMPLATES, loader), classes, ContentType.Html, loader);
        engine.setCompileArgs("-proc:none"); // they would be looked for in every jar
        engine.render(
            "report.jte",
            Map.of(
                "report",
                report,
                "style",
                new String(style.readAllBytes(), StandardCharsets.UTF_8)),
            page);
        return page.toString();
      } finally {
        remove(classes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the page", e);
    }
  }

  /** What a statement did, a line each. */
  public static List<String> facts(MigratedStatement statement) {
    return StatementFacts.of(statement);
  }

  /** Where a finding is, and why the file allows it where it does. */
  public static String place(MigrationReport.Finding finding) {
    return (finding.line() == 0 ? "" : ", line " + finding.line())
        + (finding.allowed().isEmpty() ? "" : "; allowed because " + finding.allowed());
  }

  /** The safe form; empty where a later finding has the same. */
  public static String remedy(MigrationReport.FileReport file, MigrationReport.Finding finding) {
    return ReportText.remedy(file, finding).orElse("");
  }

  /** How many tables had the rows asked for; empty where all had. */
  public static String coverage(MigrationReport.FileReport file) {
    return ReportText.coverage(file);
  }

  /** Totals in one sentence. */
  public static String summary(MigrationReport report) {
    return new ReportText(report).summary();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
