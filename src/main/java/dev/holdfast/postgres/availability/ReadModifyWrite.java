package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import java.util.function.UnaryOperator;

/** Reads a value, lets the application compute the next one from it, and writes that. */
@FunctionalInterface
public interface ReadModifyWrite<T> {
  /**
   * Changes one value.
   *
   * @param change may be called several times; what it returned last is what is stored
   * @return what was stored
   */
  T update(long row, UnaryOperator<T> change) throws SQLException, InterruptedException;
}
