package dev.holdfast.caching.stampede;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A load puts what it found as its last step, also when it was given up in the meantime. */
final class NaiveLatePut {
  private final ConcurrentMap<String, String> entries = new ConcurrentHashMap<>();
  private final SingleFlight<String, String> flights;

  NaiveLatePut(SingleFlight<String, String> flights) {
    this.flights = flights;
  }

  String get(String key, Callable<String> origin) throws InterruptedException {
    String hit = entries.get(key);
    return hit != null ? hit : flights.get(key, () -> load(key, origin));
  }

  CompletableFuture<String> getAsync(String key, Callable<String> origin) {
    String hit = entries.get(key);
    return hit != null
        ? CompletableFuture.completedFuture(hit)
        : flights.getAsync(key, () -> load(key, origin));
  }

  private String load(String key, Callable<String> origin) throws Exception {
    String landed = entries.get(key);
    if (landed != null) {
      return landed;
    }
    String loaded = origin.call();
    entries.put(key, loaded);
    return loaded;
  }
}
