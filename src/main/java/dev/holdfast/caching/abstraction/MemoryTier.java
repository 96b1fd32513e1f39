package dev.holdfast.caching.abstraction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * A tier in the memory of the process, over Caffeine: each entry leaves when it expires itself.
 *
 * <p>Cost of a hit: a look into a table. Limit: values are given out as they are; they must not be
 * changed. Thread-safe.
 */
public final class MemoryTier<V> implements Tier<V> {
  private final Cache<String, Entry<V>> entries;

  /**
   * @param most entries that it keeps
   */
  public MemoryTier(int most, Clock clock) {
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfter(
                Expiry.<String, Entry<V>>creating(
                    (_, entry) -> Duration.between(clock.instant(), entry.expires())))
            .build();
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Optional<Entry<V>> find(String key) {
    return Optional.ofNullable(entries.getIfPresent(key));
  }

  @Override
  public void put(String key, Entry<V> entry) {
    entries.put(key, entry);
  }

  @Override
  public void remove(String key) {
    entries.invalidate(key);
  }
}
