package dev.holdfast.caching.stampede;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Negative entries as most write them: what was not found is remembered, also when it was inserted
 * while it was looked for.
 */
final class NaiveUnguardedAbsence {
  private final Cache<String, Boolean> absent;

  NaiveUnguardedAbsence(long maximum, Duration timeToLive, AtomicLong clock) {
    absent =
        Caffeine.newBuilder()
            .maximumSize(maximum)
            .expireAfterWrite(timeToLive)
            .ticker(clock::get)
            .executor(Runnable::run)
            .build();
  }

  Optional<String> find(String key, Callable<Optional<String>> source) throws Exception {
    if (absent.getIfPresent(key) != null) {
      return Optional.empty();
    }
    Optional<String> found = source.call();
    if (found.isEmpty()) {
      absent.put(key, true);
    }
    return found;
  }

  void inserted(String key) {
    absent.invalidate(key);
  }
}
