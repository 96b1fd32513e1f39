package dev.holdfast.caching.inmemory;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps what was asked for last, whatever it is: a LinkedHashMap in access order. */
final class NaiveLru<K, V> extends LinkedHashMap<K, V> {
  private static final float LOAD_FACTOR = 0.75f; // LinkedHashMap's own

  private final int entries;

  NaiveLru(int entries) {
    super(entries, LOAD_FACTOR, true);
    this.entries = entries;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > entries;
  }
}
