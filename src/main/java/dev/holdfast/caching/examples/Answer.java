package dev.holdfast.caching.examples;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route answers.
 *
 * @param body becomes JSON; null is no body
 */
public record Answer(int status, @Nullable Object body, Map<String, String> headers) {
  public static Answer ok(Object body) {
    return of(200, body);
  }

  public static Answer of(int status, @Nullable Object body) {
    return new Answer(status, body, Map.of());
  }

  public static Answer error(int status, String why) {
    return of(status, Map.of("error", why));
  }

  /** The same with one header more. */
  public Answer with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, body, more);
  }
}
