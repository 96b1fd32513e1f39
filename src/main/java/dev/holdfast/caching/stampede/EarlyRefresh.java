package dev.holdfast.caching.stampede;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Says to each reader of a value that is still good whether to refresh it already: the likelier the
 * sooner it ends and the longer it takes to load, so that at a high rate somebody has done it
 * before anybody has to wait.
 *
 * <p>Limit: it takes readers. About fifty within the time of a load, and practically none meets an
 * expired value; at one within two loads, most expiries are still met by somebody.
 *
 * <p>Costs: a random number and a logarithm a call. As thread-safe as its randomness. Source:
 * Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB
 * 2015 (XFetch).
 *
 * @param beta how eager: 1 is the paper's, more is earlier, 0 never
 * @param random in [0, 1)
 */
public record EarlyRefresh(double beta, DoubleSupplier random) {
  public EarlyRefresh {
    if (!(beta >= 0 && Double.isFinite(beta))) {
      throw new IllegalArgumentException(
          "beta is %s; it must be a finite number from 0, try 1".formatted(beta));
    }
  }

  /** As its paper says. */
  public static EarlyRefresh standard() {
    return new EarlyRefresh(1, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Values are loaded when they have expired, and not before. */
  public static EarlyRefresh never() {
    return new EarlyRefresh(0, () -> 0);
  }

  /**
   * Whether this reader is to refresh.
   *
   * @param took nanoseconds that the value's load took
   * @param left nanoseconds until it expires, more than 0
   */
  public boolean isDue(long took, long left) {
    // One minus it is never 0, whose logarithm would be due at once.
    return beta > 0 && -Math.log(1 - random.getAsDouble()) * beta * took >= left;
  }
}
