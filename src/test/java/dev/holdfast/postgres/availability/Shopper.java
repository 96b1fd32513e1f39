package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One who fills a cart, each change in two steps, and looks at it. */
final class Shopper implements AutoCloseable {
  static final String CART = "CREATE TABLE cart AS SELECT 0 AS items";

  private final DataSource primary;
  private final Stamp stamp;
  private final Reading reading;
  private @Nullable Connection session;
  private @Nullable Position last;

  Shopper(DataSource primary, Stamp stamp, Reading reading) {
    this.primary = primary;
    this.stamp = stamp;
    this.reading = reading;
  }

  /** Changes the cart, and does not commit yet. */
  void changes(int items) throws SQLException {
    Connection connection = session();
    try (Statement statement = connection.createStatement()) {
      statement.execute("UPDATE cart SET items = " + items);
    }
    stamp.changed(connection);
  }

  void commits() throws SQLException {
    session().commit();
    last = stamp.committed(session());
    session().rollback(); // ends the transaction of that question
  }

  /** Looks at the cart, not older than the last commit. */
  Look looks() throws Exception {
    if (last == null) {
      throw new IllegalStateException("commits() comes first");
    }
    return reading.read(last, Shopper::look);
  }

  @Override
  public void close() throws SQLException {
    if (session != null) {
      session.close();
    }
  }

  private Connection session() throws SQLException {
    if (session == null) {
      session = primary.getConnection();
      session.setAutoCommit(false);
    }
    return session;
  }

  private static Look look(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT items, pg_is_in_recovery() FROM cart")) {
      row.next();
      return new Look(row.getInt(1), row.getBoolean(2));
    }
  }

  /**
   * What was seen.
   *
   * @param byReplica whether the server that answered says that it is one
   */
  record Look(int items, boolean byReplica) {}

  /** Which position stands for a write. */
  interface Stamp {
    default void changed(Connection connection) throws SQLException {}

    Position committed(Connection connection) throws SQLException;
  }

  /** How a position is put to use. */
  interface Reading {
    Look read(Position atLeast, CausalReader.Query<Look> query) throws Exception;
  }
}
