package dev.holdfast.caching.patterns;

import java.util.List;

/**
 * The store behind a {@link WriteBehind}.
 *
 * <p>It may be told the same writes again, after a failure and after a writer's death; so a write
 * must be one that can be repeated: set, insert or update, delete if there.
 */
@FunctionalInterface
public interface Sink {
  /**
   * Stores writes of different keys. Whatever it throws means that some may be stored and some not.
   */
  void write(List<Write> writes) throws Exception;
}
