package dev.holdfast.harness.history;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a client did, and what it was told. Times are nanoseconds since the arm began,
 * stamped by the harness's JVM.
 *
 * @param process who did it: a thread, a node, a client
 * @param action what it did: {@code write}, {@code read}, {@code load}
 * @param value what was written or answered, as text
 */
public record Operation(
    String process, String action, @Nullable String value, long invoked, long ended, Told told) {

  /** What the client knows afterwards. */
  public enum Told {
    OK,
    /** It certainly had no effect. */
    FAILED,
    /** It may have had its effect, now or later. */
    INDETERMINATE
  }

  public Operation {
    if (ended < invoked) {
      throw new IllegalArgumentException(
          "ended at %d ns, before it was invoked at %d ns".formatted(ended, invoked));
    }
  }
}
