package dev.holdfast.caching.patterns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads many keys by reading each. */
record NaiveKeyByKey(ReadThrough cache, Table table) implements Reads {
  @Override
  public Map<String, String> all(List<String> keys) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String key : keys) {
      found.putAll(cache.getAll(List.of(key), table::read));
    }
    return found;
  }
}
