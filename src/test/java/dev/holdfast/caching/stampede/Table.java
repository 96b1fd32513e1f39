package dev.holdfast.caching.stampede;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a cache spares: rows that can be asked for, and a count of what was asked. */
final class Table {
  private final Map<String, String> rows = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile Duration slow = Duration.ZERO;
  private volatile CountDownLatch answers = new CountDownLatch(0);
  private volatile boolean down;

  void insert(String key, String value) {
    rows.put(key, value);
  }

  Optional<String> find(String key) throws IOException, InterruptedException {
    lookups.incrementAndGet();
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      answers.await();
      if (!slow.isZero()) {
        never.await(slow.toNanos(), TimeUnit.NANOSECONDS);
      }
      if (down) {
        refusals.incrementAndGet();
        throw new IOException("the source is down");
      }
      return Optional.ofNullable(rows.get(key));
    } finally {
      atOnce.decrementAndGet();
    }
  }

  /** The row, which must be there. */
  String load(String key) throws IOException, InterruptedException {
    return find(key).orElseThrow(() -> new IOException("there is no row '" + key + "'"));
  }

  /** From now on every answer takes this long. */
  void answersAfter(Duration slow) {
    this.slow = slow;
  }

  /** It refuses what it is asked, until the fault ends. */
  AutoCloseable goDown() {
    down = true;
    return () -> down = false;
  }

  /** It answers nothing, until the fault ends. */
  AutoCloseable stall() {
    var gate = new CountDownLatch(1);
    answers = gate;
    return gate::countDown;
  }

  /** Lookups that wait for their answer now. */
  int waiting() {
    return atOnce.get();
  }

  int lookups() {
    return lookups.get();
  }

  int refusals() {
    return refusals.get();
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }
}
