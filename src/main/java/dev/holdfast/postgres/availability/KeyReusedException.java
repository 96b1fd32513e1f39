package dev.holdfast.postgres.availability;

/** A sender used the key of one request for another, which was not done. */
public final class KeyReusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyReusedException(String key) {
    super(
        "idempotency key %s stands for another request, nothing was done; use a new key for each"
            .formatted(key));
  }
}
