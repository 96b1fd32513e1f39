package dev.holdfast.postgres.availability;

import java.sql.SQLException;

/** Something that asks the database, from getting a connection to giving it back. */
@FunctionalInterface
public interface SqlCall<T> {
  T call() throws SQLException;
}
