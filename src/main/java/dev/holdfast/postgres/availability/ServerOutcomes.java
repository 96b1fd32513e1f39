package dev.holdfast.postgres.availability;

import dev.holdfast.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server what became of a transaction, and takes no other answer than the server's.
 *
 * <p>One that is still in progress is ended first: as long as it runs, it may yet commit. Where the
 * server cannot be reached, is another one by now, or has forgotten, the outcome is unknown, and
 * the same mark may be asked about again.
 *
 * <p>Limits: with {@code synchronous_commit=off} a crash may undo what was committed; the server
 * forgets a number about when it freezes it. Thread-safe. Source: PostgreSQL 18 manual, {@code
 * pg_xact_status}.
 */
public final class ServerOutcomes implements OutcomeSource {
  private static final Logger LOG = LoggerFactory.getLogger(ServerOutcomes.class);

  private final DataSource dataSource;
  private final ZombieFence fence;
  private final Options options;
  private final Pause pause;

  /**
   * Asks over connections of this data source; its connect and socket time-outs bound one question.
   */
  public ServerOutcomes(DataSource dataSource, ZombieFence fence, Options options, Pause pause) {
    this.dataSource = dataSource;
    this.fence = fence;
    this.options = options;
    this.pause = pause;
  }

  /** Unknown too when the thread is interrupted; it stays interrupted then. */
  @Override
  public TransactionOutcome of(TransactionMark mark) {
    for (int asked = 1; ; asked++) {
      TransactionOutcome outcome = ask(mark);
      if (outcome != TransactionOutcome.UNKNOWN || asked >= options.asks()) {
        return outcome;
      }
      try {
        pause.await(options.askAgainAfter());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return TransactionOutcome.UNKNOWN;
      }
    }
  }

  private TransactionOutcome ask(TransactionMark mark) {
    try (Connection connection = dataSource.getConnection()) {
      String status = mark.status(connection);
      if ("in progress".equals(status)) {
        fence.end(connection, mark);
        status = mark.status(connection);
      }
      return outcome(status);
    } catch (SQLException e) {
      LOG.warn("could not ask what became of transaction {}: {}", mark.xid(), e.toString());
      return TransactionOutcome.UNKNOWN;
    }
  }

  private static TransactionOutcome outcome(@Nullable String status) {
    return switch (status) {
      case "committed" -> TransactionOutcome.COMMITTED;
      case "aborted" -> TransactionOutcome.ABORTED;
      case null, default -> TransactionOutcome.UNKNOWN;
    };
  }

  /**
   * How persistently the server is asked.
   *
   * @param asks how often at most
   * @param askAgainAfter between two of them
   */
  public record Options(int asks, Duration askAgainAfter) {
    public Options {
      if (asks < 1) {
        throw new IllegalArgumentException("asks is " + asks + "; at least 1 is needed");
      }
      if (askAgainAfter.isNegative()) {
        throw new IllegalArgumentException(
            "askAgainAfter is " + askAgainAfter + "; it must not be negative, try 1 s");
      }
    }
  }
}
