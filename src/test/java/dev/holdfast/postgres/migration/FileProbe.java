package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.Operation.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A session that sees what a transaction of others did to the tables' files: which it put into
 * another file, as is seen once it is committed; and which it read through, by the number of pages
 * that were fetched. The oracle counts rows.
 */
final class FileProbe implements AutoCloseable {
  private static final String TABLES =
      """
      SELECT oid, oid::regclass::text AS name, pg_relation_filenode(oid) AS file,
        pg_relation_size(oid) / current_setting('block_size')::int AS pages,
        pg_stat_get_blocks_fetched(oid) AS fetched
      FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relkind IN ('r', 'm')""";

  private final Connection connection;
  private Map<Long, Table> before = Map.of();

  FileProbe(DataSource dataSource) throws SQLException {
    this.connection = dataSource.getConnection();
  }

  private record Table(String name, long file, long pages, long fetched) {}

  /** Before a transaction of that session. */
  void begin(Connection migrating) throws SQLException {
    before = tables(migrating);
  }

  /** After it: where what is written down of its statements is not what is to be seen. */
  List<String> differences(Connection migrating, List<Step> transaction) throws SQLException {
    Map<Long, Table> after = tables(migrating);
    List<String> differences = new ArrayList<>();
    before.forEach(
        (oid, then) -> {
          List<String> facts =
              transaction.stream()
                  .flatMap(step -> step.facts().stream())
                  .filter(fact -> fact.startsWith(then.name() + ": "))
                  .toList();
          String statements = String.join("; ", transaction.stream().map(Step::sql).toList());
          Table now = after.get(oid);
          String file = file(then, now);
          if (!file.equals(known(facts, List.of("rewritten", "emptied", "dropped")))) {
            differences.add(
                "%s: %s: outside seen file %s, known %s"
                    .formatted(statements, then.name(), file, facts));
          }
          if (now != null && then.pages() > 0 && comparable(transaction, facts)) {
            boolean read = now.fetched() - then.fetched() >= then.pages();
            boolean known = !known(facts, List.of("rewritten", "scanned", "builds")).isEmpty();
            if (read != known) {
              differences.add(
                  "%s: %s: %d of its %d pages were fetched, known %s"
                      .formatted(
                          statements,
                          then.name(),
                          now.fetched() - then.fetched(),
                          then.pages(),
                          facts));
            }
          }
        });
    return differences;
  }

  /**
   * Changing rows fetches pages over and over, VACUUM reads them for no lock to be judged by, and
   * of what fails only the failure is written down.
   */
  private static boolean comparable(List<Step> transaction, List<String> facts) {
    return known(facts, List.of("rows changed")).isEmpty()
        && transaction.stream().noneMatch(step -> step.sql().startsWith("VACUUM ("))
        && transaction.stream()
            .flatMap(step -> step.facts().stream())
            .noneMatch(fact -> fact.startsWith("fails "));
  }

  private static String file(Table then, @Nullable Table now) {
    if (now == null) {
      return "dropped";
    }
    return now.file() == then.file() ? "" : now.pages() == 0 ? "emptied" : "rewritten";
  }

  private static String known(List<String> facts, List<String> words) {
    return words.stream()
        .filter(word -> facts.stream().anyMatch(fact -> fact.contains(word)))
        .findFirst()
        .orElse("");
  }

  private Map<Long, Table> tables(Connection migrating) throws SQLException {
    try (Statement flush = migrating.createStatement()) {
      flush.execute("SELECT pg_stat_force_next_flush()");
    }
    Map<Long, Table> tables = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = shop");
      try (ResultSet rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          tables.put(
              rows.getLong("oid"),
              new Table(
                  rows.getString("name"),
                  rows.getLong("file"),
                  rows.getLong("pages"),
                  rows.getLong("fetched")));
        }
      }
    }
    return tables;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
