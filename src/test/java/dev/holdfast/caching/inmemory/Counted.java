package dev.holdfast.caching.inmemory;

import java.util.function.IntUnaryOperator;

/**
 * A cache of numbers as a trace sees it: gives the value of a key, and calls the loader when it has
 * none.
 */
@FunctionalInterface
interface Counted extends AutoCloseable {
  int get(int key, IntUnaryOperator loader);

  @Override
  default void close() {}

  /** The same, with something to be closed behind it. */
  static Counted closing(Counted cache, Runnable close) {
    return new Counted() {
      @Override
      public int get(int key, IntUnaryOperator loader) {
        return cache.get(key, loader);
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }
}
