package dev.holdfast.caching.patterns;

import java.util.function.Consumer;

/** Deletes keys of a cache, now or later. */
interface Deletes extends AutoCloseable {
  void of(String key);

  /** Until none is owed any more. */
  void settle();

  @Override
  void close();

  static Deletes of(Consumer<String> delete, Runnable settle, Runnable close) {
    return new Deletes() {
      @Override
      public void of(String key) {
        delete.accept(key);
      }

      @Override
      public void settle() {
        settle.run();
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }
}
