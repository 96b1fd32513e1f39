package dev.holdfast.caching.stampede;

import java.util.Optional;

/** Rows by key, through a cache. */
interface Products {
  Optional<String> find(String key) throws Exception;

  /** Writes the row, and tells the cache. */
  void insert(String key);

  /** How many absent keys it keeps in mind. */
  default long absent() {
    return 0;
  }
}
