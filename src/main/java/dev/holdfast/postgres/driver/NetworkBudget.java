package dev.holdfast.postgres.driver;

import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How long the driver bears with a silent network: a call on a half-open connection, whose other
 * end is gone without a word, fails within {@code answer} instead of waiting for ever.
 *
 * <p>The driver's own defaults wait without a limit for an answer. A pool does not help: it cannot
 * take back a connection that a caller waits on, and it looks only now and then at those that it
 * hands out.
 *
 * <p>Limits: what is counted is silence, so a long statement needs an {@code answer} longer than it
 * runs, or a {@link QueryDeadline}; an answer that trickles in is never too late. After the
 * time-out the connection is closed, and whether a statement was applied is unknown. A login is a
 * few exchanges, each of which may take an {@code answer}.
 *
 * <p>Immutable, thread-safe. Source: pgJDBC's documentation, "Connection parameters"; HikariCP's
 * wiki, "Rapid Recovery".
 *
 * @param connect for the TCP connection
 * @param answer for each answer of the server, and for a request to cancel a statement
 */
public record NetworkBudget(Duration connect, Duration answer) {
  public NetworkBudget {
    wholeSeconds("connect", connect);
    wholeSeconds("answer", answer);
  }

  /** Sets the budget on a data source, and returns it. */
  public PGSimpleDataSource applyTo(PGSimpleDataSource source) {
    source.setConnectTimeout(Math.toIntExact(connect.toSeconds()));
    source.setSocketTimeout(Math.toIntExact(answer.toSeconds()));
    source.setCancelSignalTimeout(Math.toIntExact(answer.toSeconds()));
    source.setTcpKeepAlive(true); // for connections that nobody waits on
    return source;
  }

  /** The driver counts whole seconds, and reads 0 as "for ever". */
  private static void wholeSeconds(String name, Duration duration) {
    if (duration.toSeconds() < 1 || !duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
      throw new IllegalArgumentException(
          "%s is %s; the driver counts whole seconds, and waits for ever at 0: take 1 s or more"
              .formatted(name, duration));
    }
  }
}
