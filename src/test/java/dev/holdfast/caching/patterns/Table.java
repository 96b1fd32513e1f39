package dev.holdfast.caching.patterns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * The store behind a cache: rows in memory, all or none of a batch, which can hang, fail and refuse
 * when it is told to. It does what it is told in the order in which it is told, and counts.
 */
final class Table implements Sink {
  /** One that is held goes on in the end, so that a scenario that forgot it does not hang. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** A position, where there is no log. */
  private static final String NOWHERE = "0-0";

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Map<String, String> rows = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger largest = new AtomicInteger();
  private final AtomicInteger queries = new AtomicInteger();
  private final AtomicInteger rowsRead = new AtomicInteger();
  private volatile boolean silent;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public void write(List<Write> writes) {
    // What becomes of a call is settled when it comes, not when it goes on.
    boolean fails = failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    CountDownLatch waitsAt = gate;
    if (waitsAt.getCount() > 0) {
      held.incrementAndGet();
      hang(waitsAt);
    }
    largest.accumulateAndGet(writes.size(), Math::max);
    if (fails || writes.stream().map(Write::key).anyMatch(refused::contains)) {
      failures.incrementAndGet();
      calls.incrementAndGet();
      throw new IllegalStateException("the store refuses");
    }
    for (Write write : writes) {
      String value = write.value();
      if (value == null) {
        rows.remove(write.key());
      } else {
        rows.put(write.key(), value);
      }
    }
    calls.incrementAndGet();
    if (silent) {
      throw new IllegalStateException("the store's answer is lost");
    }
  }

  /** One row. */
  void put(String key, String value) {
    write(List.of(new Write(NOWHERE, key, value)));
  }

  /** Takes rows away. */
  void delete(Collection<String> keys) {
    write(keys.stream().map(key -> new Write(NOWHERE, key, null)).toList());
  }

  /** Several rows. */
  void putAll(Map<String, String> values) {
    List<Write> writes = new ArrayList<>();
    values.forEach((key, value) -> writes.add(new Write(NOWHERE, key, value)));
    write(writes);
  }

  /** One query for many rows. */
  Map<String, String> read(Set<String> keys) {
    queries.incrementAndGet();
    rowsRead.addAndGet(keys.size());
    Map<String, String> found = new ConcurrentHashMap<>(rows);
    found.keySet().retainAll(keys);
    return found;
  }

  /** From now on writes hang until they are released. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void release() {
    gate.countDown();
  }

  /** Whether writes hang from now on. */
  boolean hangs() {
    return gate.getCount() > 0;
  }

  /** Whether a write hangs, or has. */
  boolean holds() {
    return held.get() > 0;
  }

  /** Until a write hangs. */
  void awaitHeld() {
    await("a write that hangs", this::holds);
  }

  /** The next so many calls fail. */
  void failNext(int calls) {
    failing.set(calls);
  }

  /** Whether it does from now on what it is told, and does not say so. */
  void losesAnswers(boolean lost) {
    silent = lost;
  }

  /** From now on it takes no batch with this key. */
  void refuse(String key) {
    refused.add(key);
  }

  Map<String, String> rows() {
    return rows;
  }

  /** Until there is a row of this key. */
  void awaitRow(String key) {
    await("row " + key, () -> rows.containsKey(key));
  }

  void awaitRows(int number) {
    await(number + " rows", () -> rows.size() >= number);
  }

  /** Until so many calls have ended, in whatever way. */
  void awaitCalls(int number) {
    await(number + " calls", () -> calls.get() >= number);
  }

  int failures() {
    return failures.get();
  }

  /** The most writes of one call. */
  int largest() {
    return largest.get();
  }

  int queries() {
    return queries.get();
  }

  int rowsRead() {
    return rowsRead.get();
  }

  private static void hang(CountDownLatch gate) {
    try {
      gate.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the store hung", e);
    }
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(condition);
  }
}
