package dev.holdfast.postgres.migration;

import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.EvidenceStore;
import dev.holdfast.harness.site.ChapterPage;
import java.nio.file.Path;

/** The page of schema changes: what each locks, does and breaks, from this build's measurements. */
public final class DdlPage implements ChapterPage {
  private static final String CLAIM = "postgres.migration.TheServerTellsWhatAMigrationDoes";

  @Override
  public String chapter() {
    return "postgres";
  }

  @Override
  public String path() {
    return "ddl.html";
  }

  @Override
  public String title() {
    return "Schema changes";
  }

  @Override
  public String says() {
    return "What every usual change of a schema locks, reads, rewrites and breaks, in an unsafe form and a"
        + " safe one.";
  }

  @Override
  public String template() {
    return "ddl.jte";
  }

  @Override
  public Object model(Path directory) {
    String verdict =
        new EvidenceStore(directory)
            .evidence().stream()
                .filter(evidence -> evidence.id().equals(CLAIM))
                .map(Evidence::verdict)
                .map(Enum::name)
                .findFirst()
                .orElse("");
    return DdlTable.of(Operation.all(), MeasuredForms.read(directory), verdict);
  }
}
