package dev.holdfast.postgres.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says that a HikariCP pool is saturated while its callers still wait, before the first of them
 * gives up: every connection is lent, and somebody waits, at so many looks in a row.
 *
 * <p>Latency does not tell: what is slow has not ended, so it is in no average yet; the first that
 * ends is the first that failed. The same rule for Prometheus: {@code hikaricp_connections_pending
 * > 0 and hikaricp_connections_active >= hikaricp_connections_max}.
 *
 * <p>Limit: looks further apart than the pool's connection time-out see it too late. HikariCP works
 * its metrics out once a second at most: two looks within one see the same. {@code pool.saturated}
 * is the number of looks in a row.
 *
 * <p>Thread-safe; looks are one at a time. Source: Gregg, "The USE Method" (utilisation,
 * saturation, errors); HikariCP's MicrometerMetricsTracker.
 */
public final class PoolAlarm {
  private final MeterRegistry meters;
  private final String pool;
  private final int looks;
  private final AtomicInteger saturated = new AtomicInteger();

  /**
   * @param meters the registry that the pool was given
   * @param pool its name
   * @param looks in a row before it is an alarm; one look may meet a burst
   */
  public PoolAlarm(MeterRegistry meters, String pool, int looks) {
    if (looks < 1) {
      throw new IllegalArgumentException("looks is " + looks + "; an alarm needs at least 1");
    }
    this.meters = meters;
    this.pool = pool;
    this.looks = looks;
    Gauge.builder("pool.saturated", saturated, AtomicInteger::get)
        .tag("pool", pool)
        .register(meters);
  }

  /**
   * One look at the pool's metrics, as often as they are scraped.
   *
   * @return whether there is an alarm
   * @throws io.micrometer.core.instrument.search.MeterNotFoundException when no such pool reports
   */
  public synchronized boolean look() {
    boolean full = value("active") >= value("max");
    boolean awaited = value("pending") > 0;
    return saturated.updateAndGet(before -> full && awaited ? before + 1 : 0) >= looks;
  }

  private double value(String name) {
    return meters.get("hikaricp.connections." + name).tag("pool", pool).gauge().value();
  }
}
