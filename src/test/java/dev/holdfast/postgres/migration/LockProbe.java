package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A session that finds out how others lock a table by trying each mode itself, and from no list of
 * locks: what it is refused at once, somebody holds or is first in the queue for.
 *
 * <p>Who reads or writes a table locks its indexes too, so the three modes of readers and writers
 * are tried by planning such a statement as well. A materialized view cannot be named in LOCK
 * TABLE; for it each mode is tried by a statement that begins with it.
 */
final class LockProbe implements AutoCloseable {
  private static final String FUNCTION =
      """
      CREATE FUNCTION pg_temp.refused(relation oid) RETURNS text LANGUAGE plpgsql AS $$
      DECLARE
        kind "char" := (SELECT relkind FROM pg_class WHERE oid = relation);
        tries text[] := CASE WHEN kind = 'm' THEN ARRAY[
          'ACCESS SHARE', 'SELECT FROM %1$s LIMIT 0',
          'ROW SHARE', 'SELECT FROM %1$s FOR UPDATE',
          'ROW EXCLUSIVE', 'DELETE FROM %1$s',
          'SHARE UPDATE EXCLUSIVE', 'ALTER MATERIALIZED VIEW %1$s SET (autovacuum_enabled = false)',
          'SHARE', 'CREATE INDEX ON %1$s ((1))',
          'SHARE ROW EXCLUSIVE', 'CREATE TRIGGER tried AFTER INSERT ON %1$s
            EXECUTE FUNCTION suppress_redundant_updates_trigger()',
          'EXCLUSIVE', 'REFRESH MATERIALIZED VIEW CONCURRENTLY %1$s WITH NO DATA',
          'ACCESS EXCLUSIVE', 'ALTER MATERIALIZED VIEW %1$s RENAME TO tried'] ELSE ARRAY[
          'ACCESS SHARE', 'EXPLAIN SELECT FROM ONLY %1$s',
          'ROW SHARE', 'EXPLAIN SELECT FROM ONLY %1$s FOR UPDATE',
          'ROW EXCLUSIVE', 'EXPLAIN DELETE FROM ONLY %1$s'] END;
        reader text := CASE WHEN kind = 'm' THEN '' ELSE 'reader ' END;
        mode text;
        refused text := '';
      BEGIN
        IF kind IS NULL THEN
          RETURN 'unseen';
        END IF;
        SET LOCAL lock_timeout = '1ms';
        FOR i IN 1 .. array_length(tries, 1) BY 2 LOOP
          BEGIN
            EXECUTE format(tries[i + 1], relation::regclass);
          EXCEPTION
            WHEN lock_not_available THEN refused := refused || reader || tries[i] || ',';
            WHEN wrong_object_type OR syntax_error THEN NULL; -- it had the lock, and goes no further
          END;
        END LOOP;
        IF kind <> 'm' THEN
          FOREACH mode IN ARRAY ARRAY['ACCESS SHARE', 'ROW SHARE', 'ROW EXCLUSIVE',
            'SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE',
            'ACCESS EXCLUSIVE']
          LOOP
            BEGIN
              EXECUTE format('LOCK TABLE ONLY %s IN %s MODE NOWAIT', relation::regclass, mode);
            EXCEPTION WHEN lock_not_available THEN refused := refused || mode || ',';
            END;
          END LOOP;
        END IF;
        RETURN refused;
      END $$""";

  private final Connection connection;

  LockProbe(DataSource dataSource) throws SQLException {
    connection = dataSource.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET track_counts = off"); // its own reading is nobody's work
      statement.execute(FUNCTION);
    }
    connection.setAutoCommit(false);
  }

  /**
   * How others lock it.
   *
   * @param table by LOCK TABLE; for a view, by statements
   * @param readers the modes of readers and writers that planning was refused, for a table
   * @param seen whether it is there for others at all
   */
  record Refused(Set<LockMode> table, Set<LockMode> readers, boolean seen) {
    /** The table's mode, or that of an index of it where that is the stronger. */
    LockMode held() {
      LockMode own = LockConflicts.heldWhere(table);
      if (readers.contains(LockMode.ACCESS_SHARE)) {
        return LockMode.ACCESS_EXCLUSIVE;
      }
      return readers.contains(LockMode.ROW_SHARE) ? own.or(LockMode.EXCLUSIVE) : own;
    }
  }

  /** Tries each mode on it, and gives everything back. */
  Refused refused(long relation) throws SQLException {
    try (PreparedStatement question =
        connection.prepareStatement("SELECT pg_temp.refused(?::oid)")) {
      question.setLong(1, relation);
      ResultSet answer = question.executeQuery();
      answer.next();
      String modes = answer.getString(1);
      return new Refused(modes(modes, ""), modes(modes, "reader "), !modes.equals("unseen"));
    } finally {
      connection.rollback();
    }
  }

  private static Set<LockMode> modes(String refused, String of) {
    Set<LockMode> modes = EnumSet.noneOf(LockMode.class);
    for (LockMode mode : LockMode.values()) {
      if (List.of(refused.split(",", -1)).contains(of + mode.words())) {
        modes.add(mode);
      }
    }
    return modes;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
