package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  private static final Coverage NEARLY = new Coverage(1, 2, Map.of("items", "0 rows"));

  @Test
  void the_same_safe_form_is_said_once_a_file() {
    for (ReportFormat format :
        List.of(ReportFormat.TEXT, ReportFormat.MARKDOWN, ReportFormat.HTML)) {
      assertThat(format.write(report(NEARLY)))
          .as("%s", format)
          .containsSubsequence("first of two", "second of two", "expand and contract")
          .containsOnlyOnce("expand and contract");
    }
  }

  @Test
  void tables_are_counted_where_not_all_have_rows() {
    assertThat(ReportFormat.TEXT.write(report(NEARLY))).contains("1 of 2 tables have the rows");
    assertThat(ReportFormat.TEXT.write(report(new Coverage(2, 2, Map.of()))))
        .doesNotContain("tables have the rows");
  }

  private static MigrationReport report(Coverage coverage) {
    List<Finding> findings =
        List.of(
            MigrationRule.BREAKS_PREVIOUS_VERSION.found(0, "first of two"),
            MigrationRule.BREAKS_PREVIOUS_VERSION.found(0, "second of two"));
    FileReport file = new FileReport("V1__a.sql", List.of(), List.of(), findings, coverage);
    return new MigrationReport("db", "18.6", 1, List.of(file), List.of());
  }
}
