package dev.holdfast.postgres.driver;

import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Tells the server how long a statement may take, so that it stops when its caller gives up: the
 * server's deadline ends before the client's patience does.
 *
 * <p>A socket time-out alone leaves the statement running: it goes on to hold a session, locks and
 * a processor, and in autocommit its effect is stored later, although its caller was told that it
 * failed. Each retry adds another one. With a deadline the statement is ended by the server
 * (57014), nothing of it is stored, and the connection remains usable.
 *
 * <p>Limits: counts per statement, not per transaction; a {@code SET} of the application overrides
 * it; a pooler such as PgBouncer refuses or drops the start-up option: there, set {@code
 * statement_timeout} on the role. When the network is silent too, the caller waits for the whole
 * budget, and must ask what became of a write.
 *
 * <p>Immutable, thread-safe. Source: PostgreSQL 18 manual, {@code statement_timeout}; pgjdbc issue
 * 1461.
 *
 * @param statement what the server allows each statement; shorter than the network's answer
 * @param network how long the client waits for it
 */
public record QueryDeadline(Duration statement, NetworkBudget network) {
  public QueryDeadline {
    // The server reads 0 as "no limit".
    if (statement.toMillis() < 1) {
      throw new IllegalArgumentException(
          "statement is " + statement + "; it must be at least 1 ms, try 5 s");
    }
    if (statement.compareTo(network.answer()) >= 0) {
      throw new IllegalArgumentException(
          "statement is %s, no shorter than the client's answer (%s): it would give up first"
              .formatted(statement, network.answer()));
    }
  }

  /** Sets deadline and budget on a data source, and returns it; its other options are kept. */
  public PGSimpleDataSource applyTo(PGSimpleDataSource source) {
    String deadline = "-c statement_timeout=" + statement.toMillis();
    String others = source.getOptions();
    source.setOptions(others == null ? deadline : others + " " + deadline);
    return network.applyTo(source);
  }
}
