package dev.holdfast.caching.examples.sessions;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session holds.
 *
 * @param user who has logged in; null for one who has not yet
 */
record Session(@Nullable String user, Map<String, String> attributes) {
  /** The field that holds the user. */
  static final String USER = "user";
}
