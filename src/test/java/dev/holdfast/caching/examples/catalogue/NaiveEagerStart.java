package dev.holdfast.caching.examples.catalogue;

import java.util.function.Function;

/** Connects to Redis when it starts, and so cannot start without it. */
final class NaiveEagerStart implements Function<Products.Ground, Products> {
  @Override
  public Products apply(Products.Ground ground) {
    var _ = ground.redis().get();
    return new CachedProducts(ground);
  }
}
