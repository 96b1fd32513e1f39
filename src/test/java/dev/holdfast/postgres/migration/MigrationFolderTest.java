package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationFolderTest {
  @TempDir Path folder = Path.of("");

  @Test
  void what_is_not_run_is_noted() throws Exception {
    given("V1__orders.sql", "");
    given("U1__orders.sql", "");
    given("V2_items.sql", "");
    given("beforeEachMigrate.sql", "");
    Files.write(folder.resolve("picture.png"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(folder())
        .containsExactly(
            "U1__orders.sql: an undo file; not run",
            "V2_items.sql: no migration by its name, which would be like V1__create_orders.sql; not run",
            "beforeEachMigrate.sql: a callback of Flyway's; not run");
  }

  @Test
  void numbers_and_dates_as_versions_are_noted() throws Exception {
    given("V1__orders.sql", "");
    given("V20261125__items.sql", "");
    assertThat(folder())
        .containsExactly(
            "versions are numbers and dates mixed: V20261125__items.sql runs after every number");
  }

  @Test
  void a_comment_that_allows_nothing_is_noted() throws Exception {
    given(
        "V1__orders.sql", "-- holdfast: allow large-dml\n-- holdfast: allow larg-dml because x\n");
    assertThat(folder())
        .hasSize(2)
        .allSatisfy(
            note -> assertThat(note).startsWith("V1__orders.sql: ").contains("allows nothing"));
  }

  @Test
  void a_place_is_that_in_its_repository() throws Exception {
    Files.createDirectory(folder.resolve(".git"));
    Path inside = Files.createDirectories(folder.resolve("db/my migrations"));
    Files.writeString(inside.resolve("V1__orders.sql"), "");
    try (MigrationFolder migrations = MigrationFolder.of(inside)) {
      assertThat(migrations.place()).isEqualTo("db/my migrations");
    }
  }

  private List<String> folder() throws Exception {
    try (MigrationFolder migrations = MigrationFolder.of(folder)) {
      return migrations.notes();
    }
  }

  private void given(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }
}
