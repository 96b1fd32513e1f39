package dev.holdfast.postgres.observability;

import dev.holdfast.postgres.ServerVersion;
import java.time.Duration;

/**
 * Limits that the server itself sets to the sessions of an application, so that a transaction which
 * a client has forgotten does not hold locks and keep dead rows from VACUUM until somebody looks.
 *
 * <p>The server ends the session; its pool sees a dead connection (25P03) and makes another.
 * Limits: what an honest transaction takes must be known; before PostgreSQL 17 there is no {@code
 * transaction_timeout}, and a transaction that is never idle goes on; prepared transactions are not
 * ended at all. A session may set them otherwise for itself.
 *
 * <p>Immutable, thread-safe. Source: PostgreSQL 18 manual, section 19.11.1, and 24.1.5 on what
 * holds VACUUM back.
 *
 * @param idleInTransaction between two statements of a transaction
 * @param transaction as a whole; longer
 */
public record SessionLimits(Duration idleInTransaction, Duration transaction) {
  private static final int HAS_TRANSACTION_TIMEOUT = 17;

  public SessionLimits {
    // The server reads 0 as "no limit", which is what this class is there to prevent.
    if (idleInTransaction.toMillis() < 1) {
      throw new IllegalArgumentException(
          "idleInTransaction is " + idleInTransaction + "; it must be at least 1 ms, try 10 s");
    }
    if (transaction.compareTo(idleInTransaction) <= 0) {
      throw new IllegalArgumentException(
          "transaction is %s, no longer than idleInTransaction (%s), which would never be met"
              .formatted(transaction, idleInTransaction));
    }
  }

  /**
   * For the driver's {@code options}, with which a session begins.
   *
   * @param server which refuses every login that names a setting it does not know
   */
  public String asOptions(ServerVersion server) {
    String idle =
        "-c idle_in_transaction_session_timeout=%dms".formatted(idleInTransaction.toMillis());
    return server.isAtLeast(HAS_TRANSACTION_TIMEOUT)
        ? idle + " -c transaction_timeout=%dms".formatted(transaction.toMillis())
        : idle;
  }
}
