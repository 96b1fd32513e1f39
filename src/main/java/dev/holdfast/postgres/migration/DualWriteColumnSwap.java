package dev.holdfast.postgres.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Replaces a column by one of another name and type while the application's old version, which knows only the old column, and its
 * new version, which knows only the new one, both read and write.
 *
 * <p>{@link #expand} adds the column and a trigger that carries each write over to the other one; {@link #backfill} is the job that
 * fills the rows that were there before, for a {@link BatchBackfill}; {@link #contract} drops the old column, and refuses while an old
 * version is alive. The new version writes the new column and reads by {@link #reading}, which is right before, during and after.
 *
 * <p>Limits: an old version that is not connected, and has not written for {@code quiet}, is not seen; nor is one that only reads, under
 * another name. A write that gives both columns values that contradict each other is refused (23514). The conversions must undo each
 * other, or the old version's values are rounded by the new one's writes. NOT NULL and constraints of the new column are for later.
 *
 * <p>Immutable, thread-safe. Needs PostgreSQL 14, a database role that sees other sessions (pg_monitor), and a finished backfill before
 * {@code contract}. Source: Sadalage and Fowler, "Evolutionary Database Design"; the triggers of pgroll and reshape.
 */
final class DualWriteColumnSwap {
  /** The order of its questions counts: a write of both versions at once is consistent, or it is refused. */
  private static final String SYNC =
      """
      CREATE OR REPLACE FUNCTION {sync}() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        old_written boolean := CASE TG_OP WHEN 'INSERT' THEN NEW.{old} IS NOT NULL ELSE NEW.{old} IS DISTINCT FROM OLD.{old} END;
        new_written boolean := CASE TG_OP WHEN 'INSERT' THEN NEW.{new} IS NOT NULL ELSE NEW.{new} IS DISTINCT FROM OLD.{new} END;
      BEGIN
        IF NEW.{new} IS NOT DISTINCT FROM {new from NEW.} THEN
          RETURN NEW; -- nothing to carry over: the backfill, or a writer of both
        END IF;
        IF old_written AND new_written THEN
          RAISE EXCEPTION '{old} and {new} contradict each other' USING ERRCODE = 'check_violation';
        ELSIF new_written THEN
          NEW.{old} := {old from NEW.};
          RETURN NEW;
        END IF;
        NEW.{new} := {new from NEW.}; -- also where neither was written: the backfill has not come here yet
        IF old_written THEN
          INSERT INTO {writers} AS known
            SELECT pid, backend_start, application_name, clock_timestamp() FROM pg_stat_get_activity(pg_backend_pid())
            ON CONFLICT (pid, began) DO UPDATE SET last_write = EXCLUDED.last_write
              WHERE known.last_write < EXCLUDED.last_write - interval '{quiet}' / 4; -- not a row version for every write
        END IF;
        RETURN NEW;
      END $$""";

  /** Sessions by name, sessions by what they wrote, and writes through sessions that have gone, as a pooler's do. */
  private static final String OLD_VERSIONS =
      """
      SELECT string_agg(DISTINCT sign, ', ') FROM (
        SELECT format('%s is connected (pid %s)', application_name, pid) AS sign
          FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{application}'
        UNION ALL SELECT format('%s has written {old} and is connected (pid %s)', application, pid)
          FROM {writers} JOIN pg_stat_activity live USING (pid) WHERE live.backend_start = began
        UNION ALL SELECT format('%s wrote {old} less than {quiet} ago', application)
          FROM {writers} WHERE last_write > clock_timestamp() - interval '{quiet}') signs""";

  private final LockTimeoutRetrier retrier;
  private final Swap swap;

  DualWriteColumnSwap(LockTimeoutRetrier retrier, Swap swap) {
    this.retrier = retrier;
    this.swap = swap;
  }

  /** From here on both versions may write, and the new one may read. May be repeated. */
  void expand() throws SQLException, InterruptedException {
    retrier.apply(
        swap.sql("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {new} {new type}"),
        swap.sql(
            """
            CREATE TABLE IF NOT EXISTS {writers} (
              pid int, began timestamptz, application text, last_write timestamptz NOT NULL, PRIMARY KEY (pid, began))"""),
        swap.sql("GRANT SELECT, INSERT, UPDATE ON {writers} TO PUBLIC"), // the trigger acts as whoever writes
        swap.sql(SYNC),
        swap.sql(
            "CREATE OR REPLACE TRIGGER {sync} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {sync}()"),
        swap.sql(
            """
            CREATE OR REPLACE FUNCTION {reading}({table}) RETURNS {new type} LANGUAGE sql STABLE
              RETURN COALESCE(($1).{new}, {new from row})"""));
  }

  /** Fills the new column of the rows that nobody has written since {@link #expand}. */
  BatchBackfill.Job backfill() {
    return new BatchBackfill.Job(swap.sql("{sync}"), swap.table(), swap.key(), swap.sql("{new} = {new from }"));
  }

  /** The new column's value for a row, by the same words before, during and after: {@code SELECT items_price_cents(items)}. */
  String reading() {
    return swap.sql("{reading}({table})");
  }

  /**
   * Drops the old column with everything that served it.
   *
   * @throws MigrationStoppedException while an old version is alive or the backfill is not finished; nothing is changed then
   */
  void contract() throws SQLException, InterruptedException {
    retrier.apply(
        statement -> {
          statement.execute(swap.sql("LOCK TABLE {table}")); // from the questions to the answer nobody writes
          refuseUnless(statement, "SELECT NULL FROM backfill_progress WHERE job = '{sync}' AND finished", "the backfill is not finished");
          refuseUnless(statement, OLD_VERSIONS, "nobody can tell");
          for (String sql : dropOld()) {
            statement.execute(sql);
          }
        });
  }

  private String[] dropOld() {
    return new String[] {
      swap.sql("DROP TRIGGER {sync} ON {table}"),
      swap.sql("DROP FUNCTION {sync}()"),
      swap.sql("CREATE OR REPLACE FUNCTION {reading}({table}) RETURNS {new type} LANGUAGE sql STABLE RETURN ($1).{new}"),
      swap.sql("ALTER TABLE {table} DROP COLUMN {old}"),
      swap.sql("DROP TABLE {writers}")
    };
  }

  /** Asks a question whose good answer is one row with NULL; anything else is the reason to refuse. */
  private void refuseUnless(Statement statement, String question, String noAnswer) throws SQLException {
    try (ResultSet rows = statement.executeQuery(swap.sql(question))) {
      String reason = rows.next() ? rows.getString(1) : noAnswer;
      if (reason != null) {
        throw new MigrationStoppedException(
            swap.sql("contract of {table}.{old} refused, nothing was changed: ") + reason + "; end it, then contract again");
      }
    }
  }

  /**
   * One side of the swap.
   *
   * @param from its value by that of the other column, which is written as {@code $}: {@code $ * 100}
   */
  record Column(String name, String type, String from) {}

  /**
   * What is swapped; names and SQL that the programmer writes, never a user.
   *
   * @param key a unique, indexed bigint
   * @param oldApplication the application_name of the old version
   * @param quiet for how long no old version may have written before {@link #contract}: longer than its longest idle time
   */
  record Swap(String table, String key, Column oldColumn, Column newColumn, String oldApplication, Duration quiet) {
    Swap {
      if (!(table + key + oldColumn.name() + newColumn.name()).matches("[a-z0-9_]+")) {
        throw new IllegalArgumentException(
            "table %s, key %s, columns %s and %s: only lower-case letters, digits and _ are taken, since they are put into SQL"
                .formatted(table, key, oldColumn.name(), newColumn.name()));
      }
      if (quiet.toMillis() < 1 || oldApplication.contains("'")) {
        throw new IllegalArgumentException(
            "quiet is %s, at least 1 ms is needed; oldApplication is %s, without quotes".formatted(quiet, oldApplication));
      }
    }

    private String sql(String template) {
      return template
          .replace("{new from NEW.}", newFrom("NEW."))
          .replace("{old from NEW.}", oldColumn.from().replace("$", "NEW." + newColumn.name()))
          .replace("{new from row}", newFrom("($1)."))
          .replace("{new from }", newFrom(""))
          .replace("{new type}", newColumn.type())
          .replace("{sync}", "{table}_{old}_sync")
          .replace("{writers}", "{table}_{old}_writers")
          .replace("{reading}", "{table}_{new}")
          .replace("{table}", table)
          .replace("{old}", oldColumn.name())
          .replace("{new}", newColumn.name())
          .replace("{application}", oldApplication)
          .replace("{quiet}", quiet.toMillis() + " ms");
    }

    private String newFrom(String row) {
      return newColumn.from().replace("$", row + oldColumn.name());
    }
  }
}
