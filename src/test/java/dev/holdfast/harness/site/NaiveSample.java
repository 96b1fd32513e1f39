package dev.holdfast.harness.site;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Gets, loads and puts, as most people write it: everybody who misses loads. */
final class NaiveSample {
  private final Map<String, String> values = new HashMap<>();

  String get(String key, Function<String, String> load) {
    String value = values.get(key);
    if (value == null) {
      value = load.apply(key); // "<script>alert('one more caller')</script>"
      values.put(key, value);
    }
    return value;
  }
}
