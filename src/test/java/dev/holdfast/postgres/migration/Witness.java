package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's own record of what each change of the schema did to one table: an event trigger
 * writes it down, in the session and the transaction of the change, while its locks are held.
 */
final class Witness {
  private final Postgres postgres;

  /**
   * @param table that is there already
   */
  Witness(Postgres postgres, String table) throws SQLException {
    this.postgres = postgres;
    postgres.execute(
        """
        CREATE TABLE witness (
          step serial, command text, mode text, tuples bigint);
        CREATE FUNCTION witness_begins() RETURNS event_trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM set_config(
              'witness.tuples', pg_stat_get_xact_tuples_returned('{table}'::regclass)::text, false);
          END $$;
        CREATE FUNCTION witness_ends() RETURNS event_trigger LANGUAGE plpgsql AS $$
          BEGIN
            INSERT INTO witness (command, mode, tuples) VALUES (
              tg_tag,
              (SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'
                  AND relation = '{table}'::regclass
                ORDER BY array_position(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock',
                  'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock',
                  'ExclusiveLock', 'AccessExclusiveLock'], mode) DESC LIMIT 1),
              pg_stat_get_xact_tuples_returned('{table}'::regclass)
                - current_setting('witness.tuples')::bigint);
          END $$;
        CREATE EVENT TRIGGER witness_begins ON ddl_command_start
          EXECUTE FUNCTION witness_begins();
        CREATE EVENT TRIGGER witness_ends ON ddl_command_end EXECUTE FUNCTION witness_ends()"""
            .replace("{table}", table));
  }

  /** What was done to the table, in order; only commands that locked it. */
  List<Step> steps() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT command, mode, tuples FROM witness WHERE mode IS NOT NULL ORDER BY step")) {
      List<Step> steps = new ArrayList<>();
      while (rows.next()) {
        steps.add(new Step(rows.getString(1), LockMode.of(rows.getString(2)), rows.getLong(3)));
      }
      return steps;
    }
  }

  /**
   * @param lock the strongest on the table when the command ended
   * @param tuplesScanned by the command
   */
  record Step(String command, LockMode lock, long tuplesScanned) {}
}
