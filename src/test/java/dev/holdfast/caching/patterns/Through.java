package dev.holdfast.caching.patterns;

import dev.holdfast.caching.patterns.WriteThrough.Store;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A cache in front of a {@link Table} that is written with it. */
interface Through {
  /** Writes both; what the store throws is passed on. */
  void write(String key, String value) throws Exception;

  /** What the cache shows without asking the store; null if nothing. */
  @Nullable String shown(String key);

  /** A cache by two of its methods. */
  static Through of(Store<Exception> write, Function<String, @Nullable String> shown) {
    return new Through() {
      @Override
      public void write(String key, String value) throws Exception {
        write.write(key, value);
      }

      @Override
      public @Nullable String shown(String key) {
        return shown.apply(key);
      }
    };
  }
}
