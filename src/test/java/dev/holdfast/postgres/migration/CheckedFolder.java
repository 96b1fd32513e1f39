package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrations of a test's own, and the check of them on a server. */
final class CheckedFolder {
  static final int ROWS = 12_000; // more than what counts as large

  static final String ORDERS =
      "CREATE TABLE orders (id bigserial PRIMARY KEY, total int NOT NULL, note text);";

  static final MigrationCheck.Options OPTIONS =
      new MigrationCheck.Options(
          ROWS, Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofMillis(250));

  private final Path folder;
  private final String url;

  CheckedFolder(Path folder, Postgres postgres) {
    this.folder = folder;
    this.url = url(postgres.dataSource());
  }

  static String url(PGSimpleDataSource source) {
    return "%s?user=%s&password=%s"
        .formatted(source.getURL(), source.getUser(), source.getPassword());
  }

  String url() {
    return url;
  }

  Path path() {
    return folder;
  }

  void given(String name, String sql) throws IOException {
    Files.writeString(folder.resolve(name), sql);
  }

  /** A file that Flyway runs outside of a transaction. */
  void alone(String name, String sql) throws IOException {
    given(name, sql);
    given(name + ".conf", "executeInTransaction=false\n");
  }

  MigrationReport check() throws IOException, SQLException {
    return check(OPTIONS);
  }

  MigrationReport check(MigrationCheck.Options options) throws IOException, SQLException {
    return new MigrationCheck(url, options, _ -> {}).check(folder);
  }

  /** The file whose name begins so. */
  static FileReport file(MigrationReport report, String name) {
    return report.files().stream()
        .filter(file -> file.file().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + report.files()));
  }

  /** The rules that speak against a file, each once. */
  static List<String> rules(MigrationReport report, String name) {
    return file(report, name).findings().stream().map(Finding::rule).distinct().toList();
  }
}
