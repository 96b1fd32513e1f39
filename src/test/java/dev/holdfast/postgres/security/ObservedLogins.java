package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections of whoever gives a user, and how many are being made. */
final class ObservedLogins extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;

  private final AtomicInteger underWay = new AtomicInteger();

  ObservedLogins(PGSimpleDataSource like) {
    setServerNames(like.getServerNames());
    setPortNumbers(like.getPortNumbers());
    setDatabaseName(like.getDatabaseName());
  }

  int underWay() {
    return underWay.get();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    underWay.incrementAndGet();
    try {
      return super.getConnection(user, password);
    } finally {
      underWay.decrementAndGet();
    }
  }
}
