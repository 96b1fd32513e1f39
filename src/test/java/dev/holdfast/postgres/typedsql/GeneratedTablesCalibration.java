package dev.holdfast.postgres.typedsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.environment.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Are the classes in version control those of the schema, and would it be noticed if not? */
@TestInstance(Lifecycle.PER_CLASS)
class GeneratedTablesCalibration {
  @TempDir Path folder = Path.of("");
  private final Environment environment = new Environment();
  private Postgres postgres;

  @BeforeAll
  void migrate() {
    environment.start(List.of(Postgres.class));
    postgres = (Postgres) environment.lease(Postgres.class, "generated-tables");
    Shop.TABLES.migrate(postgres.dataSource());
  }

  @AfterAll
  void stopServer() {
    postgres.close();
    environment.close();
  }

  @Test
  void the_classes_are_those_of_the_migrated_schema() throws Exception {
    try (Connection connection = postgres.dataSource().getConnection()) {
      assertThat(Shop.TABLES.drift(connection))
          .as("run ci/tables, and commit what it writes with the migration")
          .isEmpty();
    }
  }

  @Test
  void a_class_that_was_edited_removed_or_added_by_hand_is_named() throws Exception {
    GeneratedTables tables =
        new GeneratedTables(Shop.TABLES.migrations(), folder, Shop.TABLES.packageName());
    Path classes = folder.resolve("generated/shop/tables");
    try (Connection connection = postgres.dataSource().getConnection()) {
      tables.write(connection);
      assertThat(tables.drift(connection)).isEmpty();
      assertThat(tables.edited()).isEmpty();

      Path orders = classes.resolve("Orders.java");
      Files.writeString(orders, Files.readString(orders).replace("\"total\"", "\"gross\""));
      Files.delete(classes.resolve("Lines.java"));
      Files.writeString(classes.resolve("Vault.java"), "class Vault {}");

      assertThat(tables.drift(connection))
          .containsExactly(
              "tables/Lines.java is missing",
              "tables/Orders.java is not what the schema gives",
              "tables/Vault.java is of nothing in the schema");
      assertThat(tables.edited()).hasSize(3);
    }
  }
}
