package dev.holdfast.caching.patterns;

/** The store is too far behind: this write was not taken on, and the caller has to slow down. */
public final class BacklogFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BacklogFullException(String log, long capacity) {
    super(
        "log %s holds %d writes that wait for the store, its capacity; slow down and try again"
            .formatted(log, capacity));
  }
}
