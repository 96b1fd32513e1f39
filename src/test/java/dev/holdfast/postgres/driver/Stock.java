package dev.holdfast.postgres.driver;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A table that orders take pieces from, a piece a row, and a journal of the orders. */
final class Stock {
  private static final String TAKE =
      "UPDATE stock SET pieces = pieces - 1 WHERE id = ? RETURNING pieces";

  private static final int NOBODYS = -1; // a row for practice
  private static final int OFTEN = 6; // one more than the driver needs to prepare on the server

  private final Postgres postgres;
  private final int lines;

  /**
   * @param lines of an order: statements that touch the stock
   */
  Stock(Postgres postgres, int orders, int lines) throws SQLException {
    this.postgres = postgres;
    this.lines = lines;
    postgres.execute(
        """
        CREATE TABLE journal (caller int);
        CREATE TABLE stock (id int PRIMARY KEY, pieces int NOT NULL);
        INSERT INTO stock SELECT n, 1 FROM generate_series(%d, %d) n"""
            .formatted(NOBODYS, orders * lines - 1));
  }

  /**
   * Uses every connection of the pool until the driver has prepared its statement on the server.
   */
  static void prepareOnAll(HikariDataSource pool) throws SQLException {
    List<Connection> lent = new ArrayList<>();
    try {
      while (lent.size() < pool.getMaximumPoolSize()) {
        Connection connection = pool.getConnection();
        lent.add(connection);
        for (int time = 0; time < OFTEN; time++) {
          take(connection, NOBODYS);
        }
      }
    } finally {
      for (Connection connection : lent) {
        connection.close();
      }
    }
  }

  static void journal(Connection connection, int caller) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO journal VALUES (" + caller + ")");
    }
  }

  void takeAll(Connection connection, int caller) throws SQLException {
    for (int line = 0; line < lines; line++) {
      take(connection, caller * lines + line);
    }
  }

  AutoCloseable changeType() throws SQLException {
    postgres.execute("ALTER TABLE stock ALTER COLUMN pieces TYPE bigint");
    return () -> {}; // it stays as it is
  }

  boolean isChanged() throws SQLException {
    return postgres.number(
            """
            SELECT count(*) FROM pg_attribute WHERE attrelid = 'stock'::regclass
              AND attname = 'pieces' AND atttypid = 'bigint'::regtype""")
        == 1;
  }

  /** Sessions that are between two statements of a transaction. */
  long inTransaction() throws SQLException {
    return postgres.number(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'""");
  }

  long journaled() throws SQLException {
    return postgres.number("SELECT count(*) FROM journal");
  }

  /** Rows that were taken from once. */
  long taken() throws SQLException {
    return postgres.number("SELECT count(*) FROM stock WHERE id >= 0 AND pieces = 0");
  }

  /** Transactions within transactions, by what the stored rows say of who wrote them. */
  long subtransactions() throws SQLException {
    return postgres.number(
        """
        SELECT count(DISTINCT writer) - (SELECT count(*) FROM journal) FROM (
          SELECT xmin::text AS writer FROM journal
          UNION ALL SELECT xmin::text FROM stock WHERE id >= 0 AND pieces = 0) written""");
  }

  private static void take(Connection connection, int id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
      statement.setInt(1, id);
      statement.executeQuery().next();
    }
  }
}
