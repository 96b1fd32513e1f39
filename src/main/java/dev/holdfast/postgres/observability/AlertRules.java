package dev.holdfast.postgres.observability;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The alert rules that go with the meters of this package and of HikariCP, as a file for
 * Prometheus: {@code alerts.yml} beside this class. They speak before the first error does, where
 * scrapes are close enough together for that, which is checked here.
 *
 * <p>Latency does not tell that a pool is saturated: what is slow has not ended, so it is in no
 * average yet, and the first that ends is the first that failed. That every connection is lent and
 * somebody waits does.
 *
 * <p>Limit: reckons with scrapes and evaluations that come in time. Immutable, thread-safe. Source:
 * Gregg, "The USE Method" (utilisation, saturation, errors); Prometheus, "Alerting rules".
 *
 * @param scrapes from one to the next
 * @param evaluations of rules, from one to the next
 * @param givesUp after which a caller without a connection fails: the pool's connection time-out
 */
public record AlertRules(Duration scrapes, Duration evaluations, Duration givesUp) {
  private static final String FILE = "alerts.yml";

  /** HikariCP works its metrics out once in this time at most. */
  private static final Duration HIKARI_COUNTS = Duration.ofSeconds(1);

  public AlertRules {
    if (scrapes.toMillis() < 1 || evaluations.toMillis() < 1) {
      throw new IllegalArgumentException(
          "scrapes is %s, evaluations is %s; both must be at least 1 ms"
              .formatted(scrapes, evaluations));
    }
    Duration latest = HIKARI_COUNTS.plus(scrapes).plus(evaluations).plus(scrapes);
    if (latest.compareTo(givesUp) >= 0) {
      throw new IllegalArgumentException(
          ("callers give up after %s, no later than the scrape after the alert, which may come %s"
                  + " after they began to wait (scrapes every %s, evaluations every %s, HikariCP's"
                  + " own %s); scrape and evaluate more often, or let callers wait longer")
              .formatted(givesUp, latest, scrapes, evaluations, HIKARI_COUNTS));
    }
  }

  /** The file's content. */
  public String text() {
    try (InputStream file = AlertRules.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not beside " + AlertRules.class.getName());
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
  }
}
