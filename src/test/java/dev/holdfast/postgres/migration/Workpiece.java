package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import java.sql.SQLException;
import java.util.List;

/**
 * A table to be backfilled that watches the work on it: how often each row was changed for good,
 * how many changes were made in all, even those that were rolled back later (a sequence forgets
 * nothing), and with {@link Stops} at which row the work stands.
 */
final class Workpiece {
  private final Postgres postgres;

  /**
   * @param stops the rows at which the work may be made to wait
   */
  Workpiece(Postgres postgres, int rows, List<Integer> stops) throws SQLException {
    this.postgres = postgres;
    postgres.execute(
        """
        CREATE TABLE items (
          id bigint PRIMARY KEY, price numeric(12,2) NOT NULL, cents bigint,
          changes int NOT NULL DEFAULT 0);
        CREATE SEQUENCE changes_made MINVALUE 0 START 0;
        SELECT nextval('changes_made');
        INSERT INTO items SELECT n, n / 100.0 FROM generate_series(1, %1$d) n;
        CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM nextval('changes_made');
            IF NEW.id = ANY ('%2$s') THEN
              PERFORM pg_advisory_xact_lock_shared(NEW.id);
            END IF;
            NEW.changes := OLD.changes + 1;
            RETURN NEW;
          END $$;
        CREATE TRIGGER watch BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION watch();
        ANALYZE items"""
            .formatted(
                rows, "{" + String.join(",", stops.stream().map(String::valueOf).toList()) + "}"));
  }

  /** Rows with the right new value. */
  long done() throws SQLException {
    return done(postgres);
  }

  /** The same as another server sees it, which got the table by replication. */
  static long done(Postgres postgres) throws SQLException {
    return postgres.number("SELECT count(*) FROM items WHERE cents = price * 100 AND changes > 0");
  }

  long doneTwice() throws SQLException {
    return postgres.number("SELECT count(*) FROM items WHERE changes > 1");
  }

  /** Changes that were begun, committed or not. */
  long workedOn() throws SQLException {
    return postgres.number("SELECT last_value FROM changes_made");
  }
}
