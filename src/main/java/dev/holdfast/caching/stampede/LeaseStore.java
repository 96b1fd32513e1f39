package dev.holdfast.caching.stampede;

import org.jspecify.annotations.Nullable;

/**
 * Where values and leases live: one slot a key, which holds nothing, a lease, or a value. Every
 * method is one atomic step. Thread-safe.
 */
interface LeaseStore {
  /** What a node finds in a slot that it tries to take. */
  sealed interface Slot {
    /** It holds a value. */
    record Value(String value) implements Slot {}

    /** It is the caller's for one lease. */
    record Granted() implements Slot {}

    /** It is another's. */
    record Held() implements Slot {}
  }

  /** The value, or null where there is none (yet). */
  @Nullable String read(String key);

  /** Takes the slot if it is empty. The same token may ask twice. */
  Slot take(String key, String token);

  /**
   * Replaces the lease by the value; false, and nothing done, if the lease is no longer its own.
   */
  boolean fill(String key, String token, String value);

  /** Empties the slot; false, and nothing done, if the lease is no longer its own. */
  boolean release(String key, String token);
}
