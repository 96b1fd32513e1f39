package dev.holdfast.postgres.driver;

import java.sql.SQLException;

/** Nothing was committed, although COMMIT was asked for; the transaction is over. */
public final class RolledBackException extends SQLException {
  private static final long serialVersionUID = 1L;

  /** As the server calls the state that the transaction was in: in_failed_sql_transaction. */
  private static final String IN_FAILED_TRANSACTION = "25P02";

  RolledBackException() {
    super(
        "commit refused: a statement of this transaction had failed, so nothing of it would have"
            + " been committed; pass that statement's error on, or run it inside a savepoint",
        IN_FAILED_TRANSACTION);
  }
}
