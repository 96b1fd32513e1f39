package dev.holdfast.caching.multilevel;

import io.lettuce.core.support.caching.CacheAccessor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The map below Lettuce's client-side caching, for callers who lose their processor between a reply
 * and its put: one whose key was written since it asked is on again when the invalidation is dealt
 * with.
 */
final class DescheduledPut implements CacheAccessor<String, String> {
  private static final Duration TOLD = Duration.ofSeconds(2);

  private final ConcurrentMap<String, String> entries = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Set<String> untold = ConcurrentHashMap.newKeySet();

  /** The key is about to be written. */
  void written(String key) {
    if (asked.contains(key)) {
      untold.add(key);
    }
  }

  @Override
  public @Nullable String get(String key) {
    asked.add(key);
    return entries.get(key);
  }

  @Override
  public void put(String key, String value) {
    Awaitility.await("the invalidation of " + key)
        .atMost(TOLD)
        .pollDelay(Duration.ZERO)
        .until(() -> !untold.contains(key));
    entries.put(key, value);
  }

  @Override
  public void evict(String key) {
    entries.remove(key);
    untold.remove(key);
  }
}
