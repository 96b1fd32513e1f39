package dev.holdfast.postgres.availability;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Jobs, and what they are to do: a row each in the table of what was sent. */
final class Mail {
  private final Postgres postgres;

  Mail(Postgres postgres) throws SQLException {
    this.postgres = postgres;
    postgres.execute(JobQueue.TABLE);
    postgres.execute("CREATE TABLE sent (payload text NOT NULL)");
  }

  void order(String payload, int copies) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      for (int copy = 0; copy < copies; copy++) {
        JobQueue.add(connection, payload + "-" + copy);
      }
    }
  }

  static void send(Connection connection, JobQueue.Job job) throws SQLException {
    try (PreparedStatement send =
        connection.prepareStatement("INSERT INTO sent (payload) VALUES (?)")) {
      send.setString(1, job.payload());
      send.executeUpdate();
    }
  }

  /** The session that a job is done in, as the server numbers it. */
  static int session(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  long sent() throws SQLException {
    return postgres.number("SELECT count(*) FROM sent");
  }

  long sentOnce() throws SQLException {
    return postgres.number(
        "SELECT count(*) FROM (SELECT FROM sent GROUP BY payload HAVING count(*) = 1) once");
  }

  long left() throws SQLException {
    return postgres.number("SELECT count(*) FROM jobs");
  }
}
