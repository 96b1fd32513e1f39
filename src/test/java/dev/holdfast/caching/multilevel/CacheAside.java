package dev.holdfast.caching.multilevel;

import java.util.function.LongSupplier;

/** A shared cache as its users see it: a value is its own version. */
interface CacheAside {
  /** What the cache has, or what the source answers, which it keeps. */
  long read(String key, LongSupplier source);

  /** Tells the cache of a value that was written to the source. */
  void written(String key, long version);

  /** Tells the cache of a value that was removed from the source, by a change of that version. */
  void removed(String key, long version);
}
