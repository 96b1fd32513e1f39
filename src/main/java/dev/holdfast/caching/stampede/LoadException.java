package dev.holdfast.caching.stampede;

import org.jspecify.annotations.Nullable;

/**
 * A key could not be loaded. Its cause is what the loader threw, and is shared by everyone who
 * waited for that load; the exception itself is each caller's own.
 */
public final class LoadException extends RuntimeException {
  LoadException(Object key, @Nullable Throwable cause) {
    super("could not load key '" + key + "': " + cause, cause);
  }
}
