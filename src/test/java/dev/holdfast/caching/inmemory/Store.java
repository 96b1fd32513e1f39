package dev.holdfast.caching.inmemory;

import org.jspecify.annotations.Nullable;

/** What all libraries that are compared can do: look, and put. */
interface Store<K, V> extends AutoCloseable {
  @Nullable V get(K key);

  void put(K key, V value);

  @Override
  default void close() {}
}
