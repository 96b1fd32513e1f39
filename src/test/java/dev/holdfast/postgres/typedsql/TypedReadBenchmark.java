package dev.holdfast.postgres.typedsql;

import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.harness.bench.Baseline;
import dev.holdfast.harness.bench.Comparing;
import dev.holdfast.harness.bench.Servers;
import dev.holdfast.harness.bench.Way;
import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record4;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Ten orders of a customer are read into records, by an index, in autocommit. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does a typed query cost?",
    limit =
        "one thread, ten rows of four columns, a process that is warm, a server on the same"
            + " machine: a round trip takes the least time there is, so that what a client adds"
            + " weighs most; the machine idles otherwise: beside other builds the same took twice"
            + " to three times the driver's time, since the library needs the processor and the"
            + " driver waits for the server",
    on = Postgres.class,
    warmUpMillis = 4_000, // so deep is the library: after two seconds it still got faster
    rounds = 10, // processes differ by a tenth or more: five leave an interval wider than the bound
    libraries = {"org.postgresql:postgresql", "com.zaxxer:HikariCP", "org.jooq:jooq"})
public class TypedReadBenchmark {
  private static final int ROWS = 10;
  private static final long CUSTOMER = 7;
  private static final Field<Long> ID = field(name("orders", "id"), SQLDataType.BIGINT);
  private static final Field<Long> WHOSE = field(name("orders", "customer"), SQLDataType.BIGINT);
  private static final Field<String> STATE = field(name("orders", "state"), SQLDataType.VARCHAR);
  private static final Field<Integer> CENTS = field(name("orders", "cents"), SQLDataType.INTEGER);
  private static final String SQL =
      "SELECT id, customer, state, cents FROM orders WHERE customer = ? ORDER BY id LIMIT ?";

  private Connection held;
  private PreparedStatement statement;
  private HikariDataSource pool;
  private DSLContext typed;

  /** What a row is read into. */
  public record Order(long id, long customer, String state, int cents) {}

  @Setup
  public void open() throws SQLException {
    held = Servers.postgres().getConnection();
    try (Statement setUp = held.createStatement()) {
      setUp.execute("DROP TABLE IF EXISTS orders");
      setUp.execute(
          """
          CREATE TABLE orders (
            id bigint PRIMARY KEY, customer bigint NOT NULL, state text NOT NULL,
            cents int NOT NULL)\
          """);
      setUp.execute(
          "INSERT INTO orders SELECT n, n / 20, 'state ' || n % 5, n FROM generate_series(1, 1000)"
              + " AS n");
      setUp.execute("CREATE INDEX ON orders (customer, id)");
      setUp.execute("ANALYZE orders");
    }
    statement = held.prepareStatement(SQL);
    pool = new HikariDataSource();
    pool.setDataSource(Servers.postgres());
    pool.setMaximumPoolSize(1);
    typed = DSL.using(pool, SQLDialect.POSTGRES);
  }

  @TearDown
  public void close() throws SQLException {
    held.close();
    pool.close();
  }

  @Benchmark
  @Baseline("a prepared statement of the driver's on a connection that is held")
  public List<Order> driver() throws SQLException {
    return read(statement);
  }

  @Benchmark
  @Way("a statement that is prepared for each call on a pool's connection")
  public List<Order> pooled() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement prepared = connection.prepareStatement(SQL)) {
      return read(prepared);
    }
  }

  @Benchmark
  @Way(value = "a typed query over a pool", atMost = 1.25)
  public List<Order> typed() {
    return query().fetch(mapping(Order::new));
  }

  private ResultQuery<Record4<Long, Long, String, Integer>> query() {
    return typed
        .select(ID, WHOSE, STATE, CENTS)
        .from(table(name("orders")))
        .where(WHOSE.eq(CUSTOMER))
        .orderBy(ID)
        .limit(ROWS);
  }

  private static List<Order> read(PreparedStatement statement) throws SQLException {
    statement.setLong(1, CUSTOMER);
    statement.setInt(2, ROWS);
    List<Order> orders = new ArrayList<>(ROWS);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        orders.add(new Order(rows.getLong(1), rows.getLong(2), rows.getString(3), rows.getInt(4)));
      }
    }
    return orders;
  }
}
