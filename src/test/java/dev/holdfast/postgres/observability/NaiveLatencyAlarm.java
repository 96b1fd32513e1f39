package dev.holdfast.postgres.observability;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An alarm by the average time of the requests that ended since the look before. */
final class NaiveLatencyAlarm {
  private final Timer requests;
  private final Duration limit;
  private long count;
  private double total;

  NaiveLatencyAlarm(Timer requests, Duration limit) {
    this.requests = requests;
    this.limit = limit;
  }

  boolean look() {
    long ended = requests.count() - count;
    double took = requests.totalTime(TimeUnit.MILLISECONDS) - total;
    count += ended;
    total += took;
    return ended > 0 && took / ended > limit.toMillis();
  }
}
