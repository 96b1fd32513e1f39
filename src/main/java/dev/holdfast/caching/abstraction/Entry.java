package dev.holdfast.caching.abstraction;

import java.time.Instant;

/**
 * A value and the moment from which it must not be used any more, which goes with it from tier to
 * tier.
 */
public record Entry<V>(V value, Instant expires) {}
