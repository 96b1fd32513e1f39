package dev.holdfast.caching.stampede;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A source in this process, whose loads end when the scenario says so. As {@link Origin} does, it
 * answers a key with {@code key@1}, then {@code key@2}, and so on.
 */
final class HeldSource {
  static final Duration SOON = Duration.ofSeconds(5);
  static final Duration LOOK_EVERY = Duration.ofMillis(1);

  /** Whether a load that is held hears an interrupt, as a driver's read from a socket does not. */
  enum Hearing {
    INTERRUPTS,
    NOTHING
  }

  private final Hearing hearing;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
  private final Map<String, Integer> newest = new ConcurrentHashMap<>();
  private final Queue<Thread> heldThreads = new ConcurrentLinkedQueue<>();
  private final AtomicInteger holding = new AtomicInteger();
  private final AtomicInteger overtaken = new AtomicInteger();
  private volatile boolean holdsFirst;
  private volatile boolean fails;

  HeldSource(Hearing hearing) {
    this.hearing = hearing;
  }

  /** From now on the first load of each key is held. */
  void holdFirst(boolean hold) {
    holdsFirst = hold;
  }

  /** Lets go of the loads that are held. */
  void release() {
    gate.countDown();
  }

  /** From now on every load fails, or none. */
  void fail(boolean fail) {
    fails = fail;
  }

  String load(String key) throws IOException, InterruptedException {
    int number = loads.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
    if (holdsFirst && number == 1) {
      heldThreads.add(Thread.currentThread());
      holding.incrementAndGet();
      try {
        await();
      } finally {
        holding.decrementAndGet();
      }
    }
    if (fails) {
      throw new IOException("the source is down");
    }
    overtaken.addAndGet(newest.merge(key, number, Math::max) > number ? 1 : 0);
    return key + "@" + number;
  }

  /** How often it was asked. */
  int loads() {
    return loads.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** Loads that it is holding. */
  int holding() {
    return holding.get();
  }

  /** Loads that ended after a later one of their key. */
  int overtaken() {
    return overtaken.get();
  }

  void awaitHeld(int number) {
    Awaitility.await("held loads")
        .atMost(SOON)
        .pollInterval(LOOK_EVERY)
        .until(() -> holding.get() == number);
  }

  /** Until the threads of all loads that were held have ended, and with them what followed. */
  void awaitThreadsOfHeld() throws InterruptedException {
    for (Thread thread : heldThreads) {
      if (!thread.join(SOON)) {
        throw new IllegalStateException(thread + " goes on though its load was let go");
      }
    }
  }

  private void await() throws InterruptedException {
    while (true) {
      try {
        gate.await();
        return;
      } catch (InterruptedException e) {
        if (hearing == Hearing.INTERRUPTS) {
          throw e;
        }
      }
    }
  }
}
