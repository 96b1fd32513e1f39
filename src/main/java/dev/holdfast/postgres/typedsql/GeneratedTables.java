package dev.holdfast.postgres.typedsql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/**
 * The jOOQ classes of a schema, in version control, and held to the schema as the migrations leave
 * it: a query that no longer fits the classes does not compile, and classes that no longer fit the
 * schema are named, file by file, by a build that has a server to migrate.
 *
 * <p>They are generated from the server's own catalogue, so a migration may use all that the server
 * knows. That they are committed lets a build without a server compile; their {@link
 * GenerationStamp} lets it notice, without one, that a migration or a generated file was edited.
 *
 * <p>Limits: one schema, {@code public}; tables, their keys and the types of their columns, not
 * routines or sequences. jOOQ's types do not say whether a column may be NULL: for that there is
 * {@link SqlContract}. Another version of jOOQ may write the same schema otherwise: generate again.
 *
 * <p>Stateless, thread-safe. Source: jOOQ manual 3.21, "Code generation", on programmatic use and
 * on generated code under version control.
 *
 * @param migrations a folder of Flyway's
 * @param root of the sources; the folder of the package below it holds nothing that was not
 *     generated
 * @param packageName of the classes: {@code com.acme.shop}
 */
public record GeneratedTables(Path migrations, Path root, String packageName) {

  /** Brings a database to the migrations' end. */
  public void migrate(DataSource database) {
    Flyway.configure().dataSource(database).locations("filesystem:" + migrations).load().migrate();
  }

  /** Writes the classes of a migrated schema in place of what there is, and their stamp. */
  public void write(Connection migrated) throws Exception {
    generate(migrated, root);
    stamp().write();
  }

  /**
   * How the classes differ from those that the schema gives now, a line a file; empty when they do
   * not.
   *
   * @param migrated whose schema it is; nothing is written there
   */
  public List<String> drift(Connection migrated) throws Exception {
    Path fresh = Files.createTempDirectory("tables");
    try {
      generate(migrated, fresh);
      return differences(
          GenerationStamp.texts(sources()), GenerationStamp.texts(fresh.resolve(folder())));
    } finally {
      delete(fresh);
    }
  }

  /**
   * Migrations and classes that were edited since the classes were written, a line a file; needs no
   * server.
   */
  public List<String> edited() throws IOException {
    return stamp().violations();
  }

  private GenerationStamp stamp() {
    Path file = root.resolve(folder() + ".sha256"); // beside the package's folder
    return new GenerationStamp(file, List.of(migrations, sources()));
  }

  private Path sources() {
    return root.resolve(folder());
  }

  private String folder() {
    return packageName.replace('.', '/');
  }

  private void generate(Connection connection, Path directory) throws Exception {
    GenerationTool tool = new GenerationTool();
    tool.setConnection(connection);
    tool.run(
        new Configuration()
            .withLogging(Logging.WARN)
            .withGenerator(
                new Generator()
                    .withDatabase(
                        new Database()
                            .withName("org.jooq.meta.postgres.PostgresDatabase")
                            .withInputSchema("public")
                            .withOutputSchemaToDefault(true) // the search path decides, as in SQL
                            .withExcludes("flyway_schema_history")
                            .withIncludeCheckConstraints(false) // as this server words them
                            .withIncludeIndexes(false)
                            .withIncludeRoutines(false)
                            .withIncludeSequences(false))
                    .withGenerate(
                        new Generate() // tables alone: what a query names
                            .withRecords(false)
                            .withWhereMethodOverrides(false)
                            .withRenameMethodOverrides(false)
                            .withImplicitJoinPathsToOne(false)
                            .withImplicitJoinPathsToMany(false)
                            .withImplicitJoinPathsManyToMany(false))
                    .withTarget(
                        new Target()
                            .withPackageName(packageName)
                            .withDirectory(directory.toString()))));
  }

  private static List<String> differences(Map<String, String> kept, Map<String, String> fresh) {
    var names = new TreeSet<>(kept.keySet());
    names.addAll(fresh.keySet());
    names.removeIf(name -> Objects.equals(kept.get(name), fresh.get(name)));
    return names.stream()
        .map(
            name ->
                !kept.containsKey(name)
                    ? name + " is missing"
                    : fresh.containsKey(name)
                        ? name + " is not what the schema gives"
                        : name + " is of nothing in the schema")
        .toList();
  }

  /** A folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
