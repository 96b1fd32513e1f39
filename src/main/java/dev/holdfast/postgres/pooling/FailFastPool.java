package dev.holdfast.postgres.pooling;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A pool whose callers wait for a connection no longer than they can afford: in an outage each is
 * told within {@code wait}, and the pool serves again by itself after it.
 *
 * <p>HikariCP's default lets every caller wait for half a minute. An outage then fills the
 * application with callers who wait, which is how one failing database stops what does not need it.
 *
 * <p>Limits: HikariCP tries to connect at growing intervals up to 5 s, which cannot be set, so
 * after a long outage it may take 5 s to notice that it is over. A connection that is silent, not
 * closed, costs its caller at least a second of validation: the driver counts whole seconds. A
 * caller who has a connection already is not bounded here.
 *
 * <p>Source: HikariCP's wiki, "Bad Behavior: Handling Database Down"; Nygard, Release It!, chapter
 * 5, "Timeouts" and "Fail Fast".
 */
public final class FailFastPool {
  /** HikariCP refuses less. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(250);

  private FailFastPool() {}

  /** Opens the pool; its meters are HikariCP's own. Thread-safe, to be closed by its owner. */
  public static HikariDataSource open(DataSource database, Options options, MeterRegistry meters) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(options.name());
    config.setDataSource(database);
    config.setMaximumPoolSize(options.size());
    config.setConnectionTimeout(options.waiting().toMillis());
    // By default a caller may wait five seconds for the look at a connection that is silent.
    config.setValidationTimeout(options.waiting().toMillis());
    config.setMetricRegistry(meters);
    return new HikariDataSource(config);
  }

  /**
   * @param name for meters and messages
   * @param size connections at most
   * @param waiting the longest that a caller waits for one of them
   */
  public record Options(String name, int size, Duration waiting) {
    public Options {
      if (size < 1) {
        throw new IllegalArgumentException("size is " + size + "; at least 1 is needed");
      }
      if (waiting.compareTo(LEAST_WAIT) < 0) {
        throw new IllegalArgumentException(
            "waiting is %s; HikariCP takes %d ms or more, try 1 s"
                .formatted(waiting, LEAST_WAIT.toMillis()));
      }
    }
  }
}
