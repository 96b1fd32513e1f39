package dev.holdfast.caching.abstraction;

import java.util.Optional;

/**
 * One cache of a chain. It may forget an entry at any time, and throw what it likes: the chain goes
 * on without it. Thread-safe.
 */
public interface Tier<V> {
  /** In metrics: {@code memory}, {@code redis}. */
  String name();

  Optional<Entry<V>> find(String key);

  /** Keeps it no longer than until it expires. */
  void put(String key, Entry<V> entry);

  void remove(String key);
}
