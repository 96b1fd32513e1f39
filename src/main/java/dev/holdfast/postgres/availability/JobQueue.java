package dev.holdfast.postgres.availability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A queue in a table: each job is done by one worker, once, although workers die.
 *
 * <p>Taking a job, doing it and striking it off are one transaction. The job's row is locked
 * meanwhile and skipped by the other workers; when a worker's session ends, so do its lock and all
 * it had done, and the job is the next worker's. A job that fails is undone and put off, and given
 * up after some tries: it stays in the table, for people to see.
 *
 * <p>Limits: once is what the job does in this database by the given connection; a call to another
 * system may be repeated. A worker that is cut off silently keeps its job until the server notices
 * ({@code client_connection_check_interval}, {@code tcp_keepalives_idle}). A job holds a
 * transaction open: minutes are too long. Order is by time due, and only roughly. Thread-safe.
 * Source: PostgreSQL 18 manual, SELECT, "The Locking Clause": SKIP LOCKED; Kleppmann, Designing
 * Data-Intensive Applications, chapter 11.
 */
public final class JobQueue {
  /** What a migration has to create. */
  public static final String TABLE =
      """
      CREATE TABLE jobs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        payload text NOT NULL,
        due timestamptz NOT NULL DEFAULT now(),
        failures int NOT NULL DEFAULT 0,
        last_error text,
        given_up boolean NOT NULL DEFAULT false);
      CREATE INDEX jobs_due ON jobs (due, id) WHERE NOT given_up""";

  private final DataSource dataSource;
  private final Options options;
  private final Counter done;
  private final Counter failed;

  public JobQueue(DataSource dataSource, Options options, MeterRegistry meters) {
    this.dataSource = dataSource;
    this.options = options;
    this.done = meters.counter("jobs.done");
    this.failed = meters.counter("jobs.failed");
  }

  /** Adds a job in the caller's transaction: it is there when that commits, and only then. */
  public static void add(Connection connection, String payload) throws SQLException {
    try (PreparedStatement add =
        connection.prepareStatement("INSERT INTO jobs (payload) VALUES (?)")) {
      add.setString(1, payload);
      add.executeUpdate();
    }
  }

  /**
   * Takes one job that is due and that nobody is at, and does it.
   *
   * @return whether there was one; also when it failed, and was put off
   * @throws SQLException when the session was lost: the job is as if it had not been taken
   */
  public boolean workOne(Handler handler) throws SQLException {
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> {
          Optional<Job> job = JobTable.take(connection);
          if (job.isPresent()) {
            work(connection, job.get(), handler);
          }
          return job.isPresent();
        });
  }

  private void work(Connection connection, Job job, Handler handler) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      handler.handle(connection, job);
      JobTable.strike(connection, job);
      done.increment();
    } catch (SQLException | RuntimeException e) {
      undo(connection, before, e);
      JobTable.putOff(connection, job, options, e);
      failed.increment();
    }
  }

  private static void undo(Connection connection, Savepoint before, Exception why)
      throws SQLException {
    try {
      connection.rollback(before);
    } catch (SQLException lost) {
      lost.addSuppressed(why);
      throw lost;
    }
  }

  /** A job as it was added. */
  public record Job(long id, String payload) {}

  /**
   * Does a job; what it writes by the connection is done once. It neither commits nor rolls back.
   */
  @FunctionalInterface
  public interface Handler {
    void handle(Connection connection, Job job) throws SQLException;
  }

  /**
   * What becomes of a job that fails.
   *
   * @param tries after which it is given up
   * @param retryAfter how long it is put off each time
   */
  public record Options(int tries, Duration retryAfter) {
    public Options {
      if (tries < 1) {
        throw new IllegalArgumentException("tries is " + tries + "; at least 1 is needed");
      }
      if (retryAfter.toMillis() < 1) {
        throw new IllegalArgumentException(
            "retryAfter is " + retryAfter + "; it must be at least 1 ms, try 1 min");
      }
    }
  }
}
