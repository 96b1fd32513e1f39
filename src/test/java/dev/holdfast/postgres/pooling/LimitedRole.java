package dev.holdfast.postgres.pooling;

import dev.holdfast.harness.environment.Postgres;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A role that may have so many connections and no more, as the server sees to it. */
final class LimitedRole implements AutoCloseable {
  private final Postgres postgres;
  private final String name;

  LimitedRole(Postgres postgres, int connections) throws SQLException {
    this.postgres = postgres;
    this.name =
        "service_"
            + postgres.number("SELECT oid FROM pg_database WHERE datname = current_database()");
    postgres.execute(
        "CREATE ROLE %s LOGIN PASSWORD '%1$s' CONNECTION LIMIT %d".formatted(name, connections));
  }

  PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = postgres.dataSource();
    source.setUser(name);
    source.setPassword(name);
    return source;
  }

  /** Its connections, by the server's count. */
  long sessions() throws SQLException {
    return postgres.number(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'".formatted(name));
  }

  @Override
  public void close() throws SQLException {
    postgres.execute("DROP ROLE " + name);
  }
}
