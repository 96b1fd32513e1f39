package dev.holdfast.caching.abstraction;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A tier that can hold what it found, before the chain gets it. */
final class HeldTier implements Tier<String> {
  private static final long SOON_SECONDS = 5;

  private final Tier<String> tier;
  private final CountDownLatch found = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean holds;
  private volatile boolean held;

  HeldTier(Tier<String> tier) {
    this.tier = tier;
  }

  void holdWhatIsFound(boolean hold) {
    holds = hold;
  }

  void awaitFound() throws InterruptedException {
    found.await();
  }

  void release() {
    released.countDown();
  }

  /** Whether something was held until it was let go. */
  boolean wasHeld() {
    return held;
  }

  @Override
  public String name() {
    return tier.name();
  }

  @Override
  public Optional<Entry<String>> find(String key) {
    Optional<Entry<String>> entry = tier.find(key);
    found.countDown();
    if (holds && entry.isPresent()) {
      try {
        held = released.await(SOON_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return entry;
  }

  @Override
  public void put(String key, Entry<String> entry) {
    tier.put(key, entry);
  }

  @Override
  public void remove(String key) {
    tier.remove(key);
  }
}
