package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The databases that a check made on a server, to be dropped in the end. Thread-safe. */
final class MadeDatabases {
  private final PGSimpleDataSource server;
  private final Set<String> made = new TreeSet<>();
  private volatile @Nullable Statement making;
  private volatile boolean stopped;

  MadeDatabases(PGSimpleDataSource server) {
    this.server = server;
  }

  /** An empty one of that name, in the place of any that is there. */
  void again(String name) throws SQLException {
    drop(name);
    make(server, name, "CREATE DATABASE " + name);
  }

  /**
   * One of that name.
   *
   * @param on where it is to be made from
   */
  synchronized void make(PGSimpleDataSource on, String name, String sql) throws SQLException {
    if (stopped) {
      throw new MigrationCheckException("the check was stopped");
    }
    try (Connection connection = on.getConnection();
        Statement statement = connection.createStatement()) {
      making = statement;
      statement.execute(sql);
      made.add(name);
    } finally {
      making = null;
    }
  }

  /** Drops all. */
  synchronized void drop() throws SQLException {
    for (String name : made) {
      drop(name);
    }
    made.clear();
  }

  /** The same while another thread makes one or is at work in one, which then gets no further. */
  void stop() throws SQLException {
    stopped = true;
    Statement half = making;
    if (half != null) {
      half.cancel();
    }
    drop();
  }

  private void drop(String name) throws SQLException {
    execute(server, "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
  }

  static void execute(PGSimpleDataSource on, String sql) throws SQLException {
    try (Connection connection = on.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
