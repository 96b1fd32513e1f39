package dev.holdfast.postgres.typedsql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A build whose statements are typed: jOOQ's classes are generated from the schema as it is, and
 * the queries compiled against them by the compiler of this JDK.
 */
final class TypedBuild implements ContractSpec.Build {
  /** The same statements as the strings, each in a class that is called as its record. */
  private static final Map<SqlContract.Query, String> TYPED =
      Map.of(
          ContractSpec.ORDERS, "ORDERS.ID, ORDERS.TOTAL).from(ORDERS",
          ContractSpec.CUSTOMERS, "CUSTOMERS.ID, CUSTOMERS.EMAIL).from(CUSTOMERS",
          ContractSpec.LINES, "LINES.ID, LINES.ARTICLE).from(LINES",
          ContractSpec.SHELVES, "SHELVES.ID, SHELVES.LABEL).from(SHELVES",
          ContractSpec.NOTES, "NOTES.ID, NOTES.TEXT).from(NOTES");

  private static final String SOURCE =
      """
      package dev.holdfast.postgres.typedsql;

      import static built.shop.Tables.*;

      import java.util.List;
      import org.jooq.DSLContext;
      import org.jooq.Records;

      final class %1$sQuery {
        static List<ContractSpec.%1$s> fetch(DSLContext db) {
          return db.select(%2$s).fetch(Records.mapping(ContractSpec.%1$s::new));
        }
      }
      """;

  private @Nullable Map<String, List<String>> errors;

  @Override
  public List<String> violations(Connection connection, SqlContract.Query query) throws Exception {
    if (errors == null) { // the first statement builds all of them
      Path folder = Files.createTempDirectory("typed");
      try {
        new GeneratedTables(folder, folder, "built.shop").write(connection);
        errors = compile(folder);
      } finally {
        GeneratedTables.delete(folder);
      }
    }
    return errors.getOrDefault(name(query), List.of());
  }

  private static Map<String, List<String>> compile(Path folder) throws IOException {
    List<Path> queries = new ArrayList<>();
    for (var typed : TYPED.entrySet()) {
      String name = typed.getKey().row().getSimpleName();
      Path file = folder.resolve(name(typed.getKey()));
      queries.add(Files.writeString(file, SOURCE.formatted(name, typed.getValue())));
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    List<String> options =
        List.of("-proc:none", "-sourcepath", folder.toString(), "-d", folder.toString());
    try (var files = compiler.getStandardFileManager(diagnostics, null, StandardCharsets.UTF_8)) {
      compiler
          .getTask(
              null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(queries))
          .call();
    }
    Map<String, List<String>> errors = new TreeMap<>();
    for (var found : diagnostics.getDiagnostics()) {
      if (found.getKind() == Diagnostic.Kind.ERROR) {
        String name = Path.of(found.getSource().getName()).getFileName().toString();
        errors
            .computeIfAbsent(name, _ -> new ArrayList<>())
            .add(found.getMessage(Locale.ROOT).lines().findFirst().orElse(""));
      }
    }
    return errors;
  }

  private static String name(SqlContract.Query query) {
    return query.row().getSimpleName() + "Query.java";
  }
}
