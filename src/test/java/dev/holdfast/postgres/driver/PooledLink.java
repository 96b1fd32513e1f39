package dev.holdfast.postgres.driver;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.postgres.pooling.Gate;
import dev.holdfast.postgres.pooling.Pool;
import dev.holdfast.postgres.pooling.StockPools;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** Pools whose connections go by a link that can fall silent, and a table of what got through. */
final class PooledLink {
  private static final Duration WAITING =
      Duration.ofSeconds(30); // for a connection: HikariCP's default, and not what is tried here

  private static final Duration SOON =
      Duration.ofSeconds(5); // longer than any step takes on a slow host

  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Postgres postgres;
  private final Link link;
  private final int callers;

  PooledLink(Postgres postgres, Faults faults, int callers) throws SQLException {
    this.postgres = postgres;
    this.link = faults.link(postgres.upstream());
    this.callers = callers;
    postgres.execute("CREATE TABLE served (caller int)");
  }

  Link link() {
    return link;
  }

  PGSimpleDataSource database() {
    return postgres.dataSource(link);
  }

  /** HikariCP as it comes, with a connection for each caller. */
  Pool hikari(PGSimpleDataSource database) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database);
    config.setMaximumPoolSize(callers);
    return Pool.of(new HikariDataSource(config));
  }

  StockPools others(Duration checking) {
    return new StockPools(database(), callers, WAITING, checking);
  }

  /** A connection for each caller, all that the pool has; each has been used. */
  List<Connection> lend(Pool pool) throws SQLException {
    List<Connection> lent = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      Connection connection = pool.connection();
      lent.add(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      }
    }
    return lent;
  }

  /** Leaves a row; waits at the gate, if there is one that is closed. */
  static void serve(Connection connection, int caller) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO served SELECT %d WHERE %s".formatted(caller, Gate.WAIT));
    }
  }

  /** Until each caller was told, or for as long as that would take too long. */
  static void awaitTold(Calls calls, long began, Duration tooLong) {
    Awaitility.await("callers are told, or it is too late")
        .atMost(tooLong.plus(SOON))
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> calls.allTold() || System.nanoTime() - began >= tooLong.toNanos());
  }

  /** What the server did, by the rows that it has. */
  long served() throws SQLException {
    return postgres.number("SELECT count(*) FROM served");
  }

  void awaitServed() {
    Awaitility.await("the server has served all")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> served() == callers);
  }

  /** Calls that come through when the link carries again, of one a caller. */
  int servedAfterwards(Pool pool) {
    int served = 0;
    for (int caller = 0; caller < callers; caller++) {
      try (Connection connection = pool.connection()) {
        serve(connection, caller);
        served++;
      } catch (SQLException e) {
        Objects.requireNonNull(e.getMessage()); // told of an error: not served
      }
    }
    return served;
  }
}
