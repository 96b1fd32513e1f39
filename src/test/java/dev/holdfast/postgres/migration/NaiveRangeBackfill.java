package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One range of keys after another, each committed; how far it has come, only the run knows. */
final class NaiveRangeBackfill {
  private final DataSource dataSource;
  private final BatchBackfill.Job job;
  private final int batch;

  NaiveRangeBackfill(DataSource dataSource, BatchBackfill.Job job, int batch) {
    this.dataSource = dataSource;
    this.job = job;
    this.batch = batch;
  }

  void run() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement work =
            connection.prepareStatement(
                "UPDATE %s SET %s WHERE %3$s > ? AND %3$s <= ?"
                    .formatted(job.table(), job.set(), job.key()))) {
      long last = last(connection);
      for (long from = 0; from < last; from += batch) {
        work.setLong(1, from);
        work.setLong(2, from + batch);
        work.executeUpdate();
      }
    }
  }

  private long last(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT max(%s) FROM %s".formatted(job.key(), job.table()))) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
