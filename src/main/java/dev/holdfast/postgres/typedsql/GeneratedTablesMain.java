package dev.holdfast.postgres.typedsql;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.Callable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line of {@link GeneratedTables}: migrates an empty database and writes the classes.
 */
@Command(
    name = "generated-tables",
    description = "Generates jOOQ's classes from the schema as the migrations leave it.",
    mixinStandardHelpOptions = true)
public final class GeneratedTablesMain implements Callable<Integer> {
  @Option(names = "--server", required = true, description = "JDBC URL of an empty database")
  private String server = "";

  @Option(names = "--migrations", required = true, description = "the folder with V1__….sql files")
  private Path migrations = Path.of("");

  @Option(names = "--sources", required = true, description = "root folder of the sources")
  private Path sources = Path.of("");

  @Option(names = "--package", required = true, description = "package of the classes")
  private String packageName = "";

  @Override
  public Integer call() throws Exception {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(server);
    GeneratedTables tables = new GeneratedTables(migrations, sources, packageName);
    tables.migrate(database);
    try (Connection connection = database.getConnection()) {
      tables.write(connection);
    }
    return 0;
  }

  static void main(String... arguments) {
    System.exit(new CommandLine(new GeneratedTablesMain()).execute(arguments));
  }
}
