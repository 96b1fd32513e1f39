package dev.holdfast.postgres.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Replaces a column by one of another name and type while the application's old version, which
 * knows only the old column, and its new version, which knows only the new one, both read and
 * write.
 *
 * <p>{@link #expand} adds the column and a trigger that carries each write over to the other one;
 * {@link #backfill} fills the rows that were there before, by a {@link BatchBackfill}; {@link
 * #contract} drops the old column, and refuses while an {@link OldVersions old version} lives. The
 * new version writes the new column and reads by {@link #reading}, right before, during and after.
 *
 * <p>Limits: those of finding old versions, and of conversions that do not undo each other. A write
 * of both columns that contradict each other is refused (23514). Constraints of the new column are
 * for later. Needs PostgreSQL 14.
 *
 * <p>Immutable, thread-safe. Source: Sadalage and Fowler, "Evolutionary Database Design"; the
 * triggers of pgroll and reshape.
 */
public final class DualWriteColumnSwap {
  /** A write of both versions at once is consistent, or it is refused: so this is asked first. */
  private static final String SYNC =
      """
      CREATE OR REPLACE FUNCTION {sync}() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        old_written boolean := CASE TG_OP WHEN 'INSERT'
          THEN NEW.{old} IS NOT NULL ELSE NEW.{old} IS DISTINCT FROM OLD.{old} END;
        new_written boolean := CASE TG_OP WHEN 'INSERT'
          THEN NEW.{new} IS NOT NULL ELSE NEW.{new} IS DISTINCT FROM OLD.{new} END;
      BEGIN
        IF NEW.{new} IS NOT DISTINCT FROM {NEW.old as new} THEN
          RETURN NEW; -- nothing to carry over: the backfill, or a writer of both
        ELSIF old_written AND new_written THEN
          RAISE EXCEPTION '{old} and {new} differ' USING ERRCODE = 'check_violation';
        ELSIF new_written THEN
          NEW.{old} := {NEW.new as old};
          RETURN NEW;
        END IF;
        NEW.{new} := {NEW.old as new}; -- unwritten, too: the backfill has not come here yet
        IF old_written THEN
          INSERT INTO {writers} AS known
            SELECT pid, backend_start, application_name, clock_timestamp()
            FROM pg_stat_get_activity(pg_backend_pid())
            ON CONFLICT (pid, began) DO UPDATE SET last_write = EXCLUDED.last_write
            WHERE known.last_write < EXCLUDED.last_write - interval '100 ms'; -- see OldVersions
        END IF;
        RETURN NEW;
      END $$""";

  private static final String WRITERS =
      """
      CREATE TABLE IF NOT EXISTS {writers} (
        pid int, began timestamptz, application text, last_write timestamptz NOT NULL,
        PRIMARY KEY (pid, began))""";

  private final LockTimeoutRetrier retrier;
  private final ColumnPair pair;
  private final OldVersions oldVersions;

  public DualWriteColumnSwap(LockTimeoutRetrier retrier, ColumnPair pair, OldVersions oldVersions) {
    this.retrier = retrier;
    this.pair = pair;
    this.oldVersions = oldVersions;
  }

  /** From here on both versions may write, and the new one may read. May be repeated. */
  public void expand() throws SQLException, InterruptedException {
    inOneTransaction(
        "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {new} {new type}",
        WRITERS,
        "GRANT SELECT, INSERT, UPDATE ON {writers} TO PUBLIC", // the trigger acts as who writes
        SYNC,
        """
        CREATE OR REPLACE TRIGGER {sync} BEFORE INSERT OR UPDATE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {sync}()""",
        """
        CREATE OR REPLACE FUNCTION {reading}({table}) RETURNS {new type} LANGUAGE sql STABLE
          RETURN COALESCE(($1).{new}, {row.old as new})""");
  }

  /** Fills the new column of the rows that nobody has written since {@link #expand}. */
  public BatchBackfill.Job backfill() {
    String set = pair.newColumn().name() + " = " + pair.newColumn().of(pair.oldColumn().name());
    return new BatchBackfill.Job(pair.sql("{sync}"), pair.table(), pair.key(), set);
  }

  /** The new column of a row, by the same words always: {@code items_price_cents(items)}. */
  public String reading() {
    return pair.sql("{reading}({table})");
  }

  /**
   * Drops the old column with everything that served it.
   *
   * @throws MigrationStoppedException while an old version lives or the backfill is not finished;
   *     nothing is changed then
   */
  public void contract() throws SQLException, InterruptedException {
    retrier.apply(
        statement -> {
          statement.execute(pair.sql("LOCK TABLE {table}")); // nobody writes between look and drop
          if (!isBackfilled(statement)) {
            throw refusal("its backfill is not finished");
          }
          oldVersions
              .signs(statement.getConnection(), pair)
              .ifPresent(
                  signs -> {
                    throw refusal(signs);
                  });
          statement.execute(pair.sql("DROP TRIGGER {sync} ON {table}"));
          statement.execute(pair.sql("DROP FUNCTION {sync}()"));
          statement.execute(
              pair.sql(
                  """
                  CREATE OR REPLACE FUNCTION {reading}({table}) RETURNS {new type}
                    LANGUAGE sql STABLE RETURN ($1).{new}"""));
          statement.execute(pair.sql("ALTER TABLE {table} DROP COLUMN {old}"));
          statement.execute(pair.sql("DROP TABLE {writers}"));
        });
  }

  private void inOneTransaction(String... templates) throws SQLException, InterruptedException {
    retrier.apply(
        statement -> {
          for (String template : templates) {
            statement.execute(pair.sql(template));
          }
        });
  }

  private boolean isBackfilled(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            pair.sql("SELECT FROM backfill_progress WHERE job = '{sync}' AND finished"))) {
      return rows.next();
    }
  }

  private MigrationStoppedException refusal(String reason) {
    return new MigrationStoppedException(
        pair.sql("contract of {table}.{old} refused, nothing was changed: ")
            + reason
            + "; end it, then contract again");
  }
}
