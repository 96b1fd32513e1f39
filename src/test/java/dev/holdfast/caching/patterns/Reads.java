package dev.holdfast.caching.patterns;

import java.util.List;
import java.util.Map;

/** A cache that reads what it does not have from a {@link Table}. */
@FunctionalInterface
interface Reads {
  Map<String, String> all(List<String> keys) throws Exception;
}
