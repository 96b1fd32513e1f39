package dev.holdfast.caching.stampede;

import java.util.concurrent.CompletableFuture;

/** What callers see of a cache that does not let them wait. */
interface AsyncPrices {
  CompletableFuture<String> get(String key);
}
