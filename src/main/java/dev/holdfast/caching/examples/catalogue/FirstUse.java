package dev.holdfast.caching.examples.catalogue;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first asked for, and asked for again while that fails: a
 * connection to what may be away at the start. Thread-safe; who asks meanwhile waits.
 */
final class FirstUse<T> implements Supplier<T> {
  private final Supplier<T> make;
  private @Nullable T made;

  FirstUse(Supplier<T> make) {
    this.make = make;
  }

  @Override
  public synchronized T get() {
    T there = made;
    if (there == null) {
      there = make.get();
      made = there;
    }
    return there;
  }
}
