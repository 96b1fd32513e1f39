package dev.holdfast.caching.examples.prices;

import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Operation.Told;
import java.time.Duration;
import java.util.List;

/**
 * Judges a history of registers: was any read older than a bound allows?
 *
 * <p>An action is {@code read} or {@code write} and a register's name; a value is the version that
 * was read or written, greater for a later one.
 */
final class BoundedStaleness {
  static final String READ = "read ";
  static final String WRITE = "write ";

  private BoundedStaleness() {}

  /**
   * The reads that answered with an older version than one whose write had been acknowledged more
   * than the bound before they began. A write that was not acknowledged makes no read too old.
   */
  static List<Operation> tooOld(List<Operation> operations, Duration bound) {
    List<Operation> done =
        operations.stream().filter(operation -> operation.told() == Told.OK).toList();
    return done.stream()
        .filter(operation -> operation.action().startsWith(READ))
        .filter(read -> version(read) < newest(done, register(read), read.invoked(), bound))
        .toList();
  }

  /** The greatest version of which everybody has to know at this time. */
  private static long newest(
      List<Operation> operations, String register, long now, Duration bound) {
    return operations.stream()
        .filter(operation -> operation.action().equals(WRITE + register))
        .filter(write -> now - write.ended() > bound.toNanos())
        .mapToLong(BoundedStaleness::version)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private static String register(Operation read) {
    return read.action().substring(READ.length());
  }

  private static long version(Operation operation) {
    return Long.parseLong(String.valueOf(operation.value()));
  }
}
