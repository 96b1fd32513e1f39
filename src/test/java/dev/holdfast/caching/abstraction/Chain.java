package dev.holdfast.caching.abstraction;

import java.util.Optional;
import java.util.function.Supplier;

/** A chain of caches, as its user sees it. */
interface Chain {
  Optional<String> get(String key, Supplier<Optional<String>> source);

  void remove(String key);

  static Chain of(TierChain<String> chain) {
    return new Chain() {
      @Override
      public Optional<String> get(String key, Supplier<Optional<String>> source) {
        return chain.get(key, source);
      }

      @Override
      public void remove(String key) {
        chain.remove(key);
      }
    };
  }
}
