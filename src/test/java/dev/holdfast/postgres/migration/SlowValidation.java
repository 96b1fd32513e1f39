package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Customers and their orders, and a migrator whose validation of a constraint can be made to wait:
 * of a CHECK while it reads the rows, by the function {@code slowly()}; of a foreign key when it
 * has read them and still holds its locks, by an event trigger. Nobody else is made to wait there.
 */
record SlowValidation(Postgres postgres, Faults faults, History history) {
  static final int ROWS = 1_000; // any number: the validation waits at the first, or after the last
  private static final int GATE = 1; // the number of the advisory lock
  private static final String MIGRATOR = "migrator";
  private static final Duration SOON = Duration.ofSeconds(5); // longer than any step on a slow host

  /** Where the candidates get their connections. */
  PGSimpleDataSource migrator() {
    PGSimpleDataSource dataSource = postgres.dataSource();
    dataSource.setApplicationName(MIGRATOR);
    return dataSource;
  }

  /**
   * @param orders statements of customers, one a writer, each of one row
   * @param violation a statement that the constraint is to refuse in the end
   */
  Seen play(Migration migration, TableConstraint constraint, List<String> orders, String violation)
      throws Exception {
    setUp();
    try (Stops stops = new Stops(postgres.dataSource(), List.of());
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        Writers writers = new Writers(postgres.dataSource())) {
      Future<String> migrated;
      boolean underWay;
      int blocked;
      try (Fault slow =
          faults.begin("the validation takes long", "orders", () -> stops.stopAt(GATE))) {
        migrated =
            thread.submit(
                () ->
                    history.call(
                        MIGRATOR,
                        constraint.name(),
                        () -> {
                          migration.apply(constraint);
                          return "done";
                        }));
        if (!faults.real()) {
          migrated.get(); // in calm they write when it is over
        }
        slow.awaitFelt(SOON, () -> stops.isAt(GATE));
        blocked = writers.write(orders).blockedBy(MIGRATOR);
        underWay = stops.isAt(GATE);
      }
      migrated.get();
      return new Seen(
          underWay, blocked, writers.written(), isValid(constraint), refused(violation));
    }
  }

  private void setUp() throws SQLException {
    postgres.execute(
        """
        CREATE TABLE customers (id int PRIMARY KEY, name text);
        CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, total int NOT NULL);
        INSERT INTO customers SELECT n, 'name' FROM generate_series(1, %1$d) n;
        INSERT INTO orders SELECT n, n, 1 FROM generate_series(1, %1$d) n;
        CREATE FUNCTION slowly() RETURNS boolean LANGUAGE plpgsql AS $$
          BEGIN
            IF current_setting('application_name') = '%2$s' THEN
              PERFORM pg_advisory_xact_lock_shared(%3$d);
            END IF;
            RETURN true;
          END $$;
        CREATE FUNCTION slowly_when_read() RETURNS event_trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF pg_stat_get_xact_tuples_returned('orders'::regclass) > 0 THEN
              PERFORM slowly();
            END IF;
          END $$;
        CREATE EVENT TRIGGER slowly_when_read ON ddl_command_end
          WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION slowly_when_read()"""
            .formatted(ROWS, MIGRATOR, GATE));
  }

  private boolean isValid(TableConstraint constraint) throws SQLException {
    return 1
        == postgres.number(
            "SELECT count(*) FROM pg_constraint WHERE conname = '%s' AND convalidated"
                .formatted(constraint.name()));
  }

  private boolean refused(String violation) throws SQLException {
    try {
      postgres.execute(violation);
      return false;
    } catch (SQLException e) {
      if (!SqlStates.rowRefused(e)) {
        throw e;
      }
      return true;
    }
  }

  /** Adds a constraint, and returns when it is valid. */
  interface Migration {
    void apply(TableConstraint constraint) throws Exception;
  }

  /**
   * @param underWay the server had the validation wait before and after the writers came
   * @param writersBlocked that the server had wait for the migrator
   * @param rowsWritten by all of them, in the end
   */
  record Seen(
      boolean underWay, int writersBlocked, int rowsWritten, boolean valid, boolean enforced) {}
}
