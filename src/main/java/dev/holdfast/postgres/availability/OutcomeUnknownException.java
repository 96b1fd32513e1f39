package dev.holdfast.postgres.availability;

import java.sql.SQLException;

/**
 * The connection was lost in the COMMIT, and nobody could say what became of the transaction: it
 * may be there, or not. Whoever catches it asks again later, by its mark, before doing it again.
 */
public final class OutcomeUnknownException extends SQLException {
  private static final long serialVersionUID = 1L;

  /** As the standard calls it: transaction resolution unknown. */
  private static final String RESOLUTION_UNKNOWN = "08007";

  private final transient TransactionMark mark;

  OutcomeUnknownException(TransactionMark mark, Exception cause) {
    super(
        "transaction %d may have been committed, or not: its connection was lost in the COMMIT, and"
                .formatted(mark.xid())
            + " the server could not be asked; ask for the outcome of its mark before repeating it",
        RESOLUTION_UNKNOWN,
        cause);
    this.mark = mark;
  }

  /** What to ask about. */
  public TransactionMark mark() {
    return mark;
  }
}
