package dev.holdfast.caching.patterns;

import java.util.List;
import java.util.stream.Stream;

/** What of a batch the store is told, without a thought. */
final class NaiveOrder {
  private NaiveOrder() {}

  /** Removals in one call and then what was put, as maps for each would have it. */
  static List<Write> removalsFirst(List<Write> writes) {
    return Stream.concat(
            writes.stream().filter(write -> write.value() == null),
            writes.stream().filter(write -> write.value() != null))
        .toList();
  }

  /** One after the other. */
  static List<Write> eachOne(List<Write> writes) {
    return writes;
  }
}
