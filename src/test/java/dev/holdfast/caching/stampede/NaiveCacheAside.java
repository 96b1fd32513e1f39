package dev.holdfast.caching.stampede;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentMap;

/** Cache-aside as most write it: look, load, put. Nobody knows of a load that is under way. */
final class NaiveCacheAside {
  private final ConcurrentMap<String, String> entries;

  NaiveCacheAside(ConcurrentMap<String, String> entries) {
    this.entries = entries;
  }

  String get(String key, Callable<String> origin) throws Exception {
    String hit = entries.get(key);
    if (hit != null) {
      return hit;
    }
    String loaded = origin.call();
    entries.put(key, loaded);
    return loaded;
  }
}
