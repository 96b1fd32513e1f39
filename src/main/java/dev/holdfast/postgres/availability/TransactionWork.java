package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is done in a transaction. It neither commits nor rolls back, and swallows no {@link
 * SQLException}: the server has given the transaction up then, and commits nothing of it.
 */
@FunctionalInterface
public interface TransactionWork<T> {
  T in(Connection connection) throws SQLException;
}
