package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Adds a column with a default to a table with rows, and never has the server write them anew under
 * ACCESS EXCLUSIVE.
 *
 * <p>A default that is the same for every row, {@code now()} among them, is stored once in the
 * catalogue: that is one short statement. A volatile one, {@code gen_random_uuid()}, differs from
 * row to row, and ADD COLUMN rewrites the table for it; so the column comes without, new rows get
 * the default from then on, and a {@link BatchBackfill} fills the old ones. Which of the two it is,
 * the server itself says: it is asked to add the column to an empty table of its own.
 *
 * <p>May be repeated; a value that a row has is kept. Limits: those of the backfill, whose key must
 * be a bigint; until it is done old rows have no value, so NOT NULL comes later, by {@link
 * NotNullPhaser}; identity and stored generated columns rewrite in any case. Thread-safe. Source:
 * PostgreSQL 18 manual, ALTER TABLE, "Notes".
 */
public final class VolatileDefaultBackfiller {
  private final DataSource dataSource;
  private final LockTimeoutRetrier brief;
  private final Backfills backfills;

  /**
   * @param brief whose transaction may take as long as its traffic may be held up
   */
  public VolatileDefaultBackfiller(
      DataSource dataSource, LockTimeoutRetrier brief, Backfills backfills) {
    this.dataSource = dataSource;
    this.brief = brief;
    this.backfills = backfills;
  }

  /**
   * Returns when the column is there and every row has its value.
   *
   * @throws MigrationStoppedException when a lock was not to be had, or the backfill stopped; what
   *     was done is kept
   */
  public void apply(Column column) throws SQLException, InterruptedException {
    if (rewrites(column)) {
      brief.apply(
          "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s"
              .formatted(column.table(), column.name(), column.type()),
          "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s"
              .formatted(column.table(), column.name(), column.value()));
      backfills.of(column.backfill()).run();
    } else {
      brief.apply(
          "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s"
              .formatted(column.table(), column.withDefault()));
    }
  }

  /** A rewrite gives a table a new file, even where there is nothing to write. */
  private boolean rewrites(Column column) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TEMPORARY TABLE empty_table () ON COMMIT DROP");
      long before = file(statement);
      statement.execute("ALTER TABLE pg_temp.empty_table ADD COLUMN " + column.withDefault());
      boolean rewritten = file(statement) != before;
      connection.rollback();
      return rewritten;
    }
  }

  private static long file(Statement statement) throws SQLException {
    try (ResultSet file =
        statement.executeQuery("SELECT pg_relation_filenode('pg_temp.empty_table')")) {
      file.next();
      return file.getLong(1);
    }
  }

  /** How backfills are run here: their batches, pace and pauses. */
  @FunctionalInterface
  public interface Backfills {
    BatchBackfill of(BatchBackfill.Job job);
  }

  /**
   * A column to be added; names and SQL that the programmer writes, never a user.
   *
   * @param key of the table: a unique, indexed bigint
   * @param value its default: {@code gen_random_uuid()}
   */
  public record Column(String table, String key, String name, String type, String value) {
    public Column {
      if (!(table + key + name).matches("[a-z0-9_]+")) {
        throw new IllegalArgumentException(
            "table %s, key %s and column %s are put into SQL: only a-z, 0-9 and _ are taken"
                .formatted(table, key, name));
      }
    }

    private String withDefault() {
      return "%s %s DEFAULT %s".formatted(name, type, value);
    }

    /** Rows that came after the column have a value, which somebody may have read. */
    private BatchBackfill.Job backfill() {
      return new BatchBackfill.Job(
          "%s_%s_default".formatted(table, name),
          table,
          key,
          "%1$s = coalesce(%1$s, %2$s)".formatted(name, value));
    }
  }
}
