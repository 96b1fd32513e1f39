package dev.holdfast.postgres.typedsql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationStampTest {
  @TempDir private Path folder = Path.of("");
  private GenerationStamp stamp = new GenerationStamp(folder, List.of());

  @BeforeEach
  void stamp() throws IOException {
    Path migrations = Files.createDirectories(folder.resolve("migrations"));
    Path classes = Files.createDirectories(folder.resolve("shop/tables"));
    Files.writeString(migrations.resolve("V1__orders.sql"), "CREATE TABLE orders ();\n");
    Files.writeString(classes.resolve("Orders.java"), "class Orders {}\n");
    stamp =
        new GenerationStamp(
            folder.resolve("shop.sha256"), List.of(migrations, folder.resolve("shop")));
    stamp.write();
  }

  @Test
  void migrations_and_classes_of_this_project_are_as_they_were_generated() throws IOException {
    assertThat(Shop.TABLES.edited())
        .as("run ci/tables, and commit what it writes with the migration")
        .isEmpty();
  }

  @Test
  void what_was_not_touched_is_as_it_was() throws IOException {
    assertThat(stamp.violations()).isEmpty();
  }

  @Test
  void an_edited_migration_is_named() throws IOException {
    Files.writeString(folder.resolve("migrations/V1__orders.sql"), "CREATE TABLE bills ();\n");
    assertThat(stamp.violations())
        .containsExactly(folder.resolve("migrations/V1__orders.sql") + " was edited");
  }

  @Test
  void a_class_edited_by_hand_is_named() throws IOException {
    Files.writeString(folder.resolve("shop/tables/Orders.java"), "class Orders { int total; }\n");
    assertThat(stamp.violations())
        .containsExactly(folder.resolve("shop/tables/Orders.java") + " was edited");
  }

  @Test
  void what_came_and_what_went_is_named() throws IOException {
    Files.delete(folder.resolve("shop/tables/Orders.java"));
    Files.writeString(folder.resolve("migrations/V2__lines.sql"), "CREATE TABLE lines ();\n");
    assertThat(stamp.violations())
        .containsExactly(
            folder.resolve("migrations/V2__lines.sql") + " is new",
            folder.resolve("shop/tables/Orders.java") + " is gone");
  }

  @Test
  void another_systems_ends_of_lines_are_no_edit() throws IOException {
    Files.writeString(folder.resolve("migrations/V1__orders.sql"), "CREATE TABLE orders ();\r\n");
    assertThat(stamp.violations()).isEmpty();
  }

  @Test
  void without_a_stamp_nothing_is_taken_for_granted() throws IOException {
    Files.delete(folder.resolve("shop.sha256"));
    assertThat(stamp.violations()).containsExactly(folder.resolve("shop.sha256") + " is not there");
  }

  @Test
  void a_stamp_that_a_merge_has_left_in_two_is_named() throws IOException {
    Files.writeString(folder.resolve("shop.sha256"), "<<<<<<< HEAD\n");
    assertThat(stamp.violations())
        .containsExactly(folder.resolve("shop.sha256") + " is damaged at \"<<<<<<< HEAD\"");
  }
}
