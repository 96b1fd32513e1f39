package dev.holdfast.caching.stampede;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The future of a load is kept for its key and handed to every caller, as it is. */
final class NaiveSharedFuture implements AsyncPrices {
  private final ConcurrentMap<String, CompletableFuture<String>> shared = new ConcurrentHashMap<>();
  private final AsyncPrices cache;

  NaiveSharedFuture(AsyncPrices cache) {
    this.cache = cache;
  }

  @Override
  public CompletableFuture<String> get(String key) {
    CompletableFuture<String> future = shared.computeIfAbsent(key, cache::get);
    CompletableFuture<String> _ = future.whenComplete((_, _) -> shared.remove(key, future));
    return future;
  }
}
