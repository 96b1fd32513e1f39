package dev.holdfast.caching.abstraction;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches behind one another, the fastest first, and a source behind them all. A tier that fails is
 * passed over; what a lower one has is put into those above it, once, with the time that it has
 * left and not a moment more; and what was removed while it was being loaded, or on its way up, is
 * taken back.
 *
 * <p>Limits: each caller that misses asks the source, so put a single flight before a slow one; a
 * removal is known to this process alone; between a late put and its taking back a reader may see
 * the old value; a key shares its mark of removal with one in a thousand others, which costs them a
 * load more.
 *
 * <p>Costs: a call to each tier down to the one that has it, and one to each above. Thread-safe. An
 * exception of the source goes to the caller. Metrics: see {@link RequestMeters}. Source: the chain
 * and loadable caches of gocache (Go); FusionCache (.NET), "Cache Levels".
 */
public final class TierChain<V> {
  private static final int MARKS = 1 << 10;

  private final List<Tier<V>> tiers;
  private final Duration timeToLive;
  private final Clock clock;
  private final RequestMeters meters;
  private final AtomicLongArray removals = new AtomicLongArray(MARKS);

  /**
   * @param tiers the fastest first
   * @param timeToLive of what the source finds, from the moment when it was asked
   */
  public TierChain(List<Tier<V>> tiers, Duration timeToLive, Clock clock, RequestMeters meters) {
    if (timeToLive.toMillis() < 1) {
      throw new IllegalArgumentException(
          "timeToLive is " + timeToLive + "; it must be at least 1 ms, try 10 min");
    }
    this.tiers = List.copyOf(tiers);
    this.timeToLive = timeToLive;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * The value of the first tier that has it, else what the source finds; nothing is kept of none.
   */
  public Optional<V> get(String key, Supplier<Optional<V>> source) {
    long removedBefore = removals.get(mark(key));
    for (int place = 0; place < tiers.size(); place++) {
      Entry<V> found = find(tiers.get(place), key);
      if (found != null) {
        keep(tiers.subList(0, place), key, found, removedBefore);
        meters.hit(tiers.get(place).name());
        return Optional.of(found.value());
      }
    }
    return load(key, source, removedBefore);
  }

  /**
   * Forgets the key in every tier, the slowest first: a reader must not fetch it up again.
   *
   * @throws RuntimeException of the first tier that failed, once all were tried: there it may still
   *     be
   */
  public void remove(String key) {
    RuntimeException failure = null;
    for (Tier<V> tier : tiers.reversed()) {
      // Each time: a reader that began after the first may have found the key below before it went.
      removals.incrementAndGet(mark(key));
      try {
        tier.remove(key);
      } catch (RuntimeException e) {
        meters.tierFailed(tier.name());
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private Optional<V> load(String key, Supplier<Optional<V>> source, long removedBefore) {
    Instant asked = clock.instant();
    Optional<V> loaded = meters.loading(source);
    if (loaded.isPresent()) {
      keep(tiers, key, new Entry<>(loaded.get(), asked.plus(timeToLive)), removedBefore);
    }
    return loaded;
  }

  private void keep(List<Tier<V>> where, String key, Entry<V> entry, long removedBefore) {
    if (where.isEmpty() || removals.get(mark(key)) != removedBefore) {
      return;
    }
    fill(where, key, entry);
    if (removals.get(mark(key)) != removedBefore) {
      remove(key);
    }
  }

  private @Nullable Entry<V> find(Tier<V> tier, String key) {
    try {
      return tier.find(key).filter(entry -> entry.expires().isAfter(clock.instant())).orElse(null);
    } catch (RuntimeException e) {
      meters.tierFailed(tier.name());
      return null;
    }
  }

  private void fill(List<Tier<V>> above, String key, Entry<V> entry) {
    for (Tier<V> tier : above) {
      try {
        tier.put(key, entry);
      } catch (RuntimeException e) {
        meters.tierFailed(tier.name());
      }
    }
  }

  private static int mark(String key) {
    return Math.floorMod(key.hashCode(), MARKS);
  }
}
