package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Reads, computes and writes in one transaction, and leaves the rest to the database's default. */
final class NaiveUpdate implements ReadModifyWrite<Integer> {
  private final DataSource dataSource;
  private final Cell<Integer> cell;

  NaiveUpdate(DataSource dataSource, Cell<Integer> cell) {
    this.dataSource = dataSource;
    this.cell = cell;
  }

  @Override
  public Integer update(long row, UnaryOperator<Integer> change) throws SQLException {
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> {
          int next = change.apply(cell.read(connection, row));
          cell.write(connection, row, next);
          return next;
        });
  }
}
