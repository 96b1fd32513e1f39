package dev.holdfast.caching.patterns;

import dev.holdfast.caching.patterns.ReadThrough.Loader;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts what it loaded, whatever came to be there meanwhile. */
record NaiveFill(RedisCommands<String, String> redis) {
  <X extends Exception> Map<String, String> getAll(List<String> keys, Loader<X> loader) throws X {
    String key = keys.getFirst();
    Optional<String> cached = Optional.ofNullable(redis.get(key));
    if (cached.isPresent()) {
      return Map.of(key, cached.get());
    }
    Map<String, String> loaded = loader.load(Set.of(key));
    redis.mset(loaded);
    return loaded;
  }
}
