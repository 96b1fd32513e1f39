package dev.holdfast.postgres.typedsql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.RoundTrips;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import dev.holdfast.postgres.typedsql.Items.Item;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What does it take to write many rows and learn their keys? */
@Specification(Outline.POSTGRES_TYPED_SQL)
class BulkWriteSpec {
  static final int ROWS = 100;
  static final int CHUNK = 40; // three chunks, the last of them not full

  static final List<BulkWriter.Column<Item>> COLUMNS =
      List.of(
          new BulkWriter.Column<>("name", "text", Item::name),
          new BulkWriter.Column<>("price", "int4", Item::price));

  @Claim(
      says = "A list of rows is written, and its keys are known, after a few round trips in all",
      limit = "a chunk stands in memory on both sides; a list of many chunks takes one trip each",
      source =
          "PostgreSQL 18 manual, section 9.19, unnest; pgjdbc's PgStatement.executeBatch, which"
              + " waits for each row whose keys are asked for",
      warmUp = true)
  class ManyRowsTakeFewRoundTrips implements Experiment<Writer, Written>, AutoCloseable {
    static final Duration FAR = Duration.ofMillis(10); // another region's database
    static final int PINGS = 5; // the fastest tells the path, not the host's other work

    /** Half of what a row a trip costs on the far path; ten times what it costs on the near one. */
    static final Duration BUDGET = FAR.multipliedBy(ROWS / 2);

    final Postgres postgres;
    final Faults faults;
    final History history;
    final Link link;
    final RoundTrips trips;
    final HikariDataSource pool = new HikariDataSource();

    ManyRowsTakeFewRoundTrips(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.link = faults.link(postgres.upstream());
      this.trips = new RoundTrips(postgres.dataSource(link));
      pool.setDataSource(trips.through(postgres.dataSource(link)));
      pool.setMaximumPoolSize(1); // a connection that is there: what it takes to log in is no part
    }

    @Subject({BulkWriter.class, BulkWriter.Column.class})
    Writer an_array_for_each_column() {
      return new BulkWriter<>(pool, "items", "id", COLUMNS, CHUNK)::insert;
    }

    @Control(differs = "a JDBC batch of single inserts that asks for the generated keys")
    Writer execute_batch() {
      return new NaiveBatch(pool)::insert;
    }

    @Peer(
        artifact = "org.jooq:jooq",
        configured = "one insert of many rows with RETURNING, as its manual's multi-record INSERT")
    Writer jooq() {
      return items -> Items.multiRecordInsert(pool, items);
    }

    @Override
    public Written run(Writer writer) throws Exception {
      Items.create(postgres);
      List<Item> items = Items.of(ROWS);
      List<Long> keys;
      Duration ping;
      Duration took;
      int before;
      int crossed;
      try (Fault _ = faults.latency(link, FAR)) {
        ping = ping();
        before = trips.count();
        long began = System.nanoTime();
        keys = history.call("writer", "write %d rows".formatted(ROWS), () -> writer.insert(items));
        took = Duration.ofNanos(System.nanoTime() - began);
        crossed = trips.count() - before;
      }
      return new Written(ping, crossed, took, Items.stored(postgres, keys, items));
    }

    /** The fastest of a few, on a connection that is there. */
    private Duration ping() throws SQLException {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < PINGS; i++) {
          long began = System.nanoTime();
          statement.execute("SELECT 1");
          fastest = Math.min(fastest, System.nanoTime() - began);
        }
        return Duration.ofNanos(fastest);
      }
    }

    @Override
    public void holds(Written seen) {
      assertThat(seen.rowsWithTheirKeys()).isEqualTo(ROWS);
      assertThat(seen.took()).isLessThanOrEqualTo(BUDGET);
    }

    @Override
    public void breaks(Written seen) {
      assertThat(seen.roundTrips()).isGreaterThanOrEqualTo(ROWS);
      assertThat(seen.took()).isGreaterThanOrEqualTo(FAR.multipliedBy(ROWS));
    }

    @Override
    public void felt(Written seen) {
      assertThat(seen.ping()).isGreaterThanOrEqualTo(FAR);
    }

    @Override
    public String figure(Written seen) {
      return "%d round trips, %,d ms".formatted(seen.roundTrips(), seen.took().toMillis());
    }

    @Override
    public void close() throws IOException {
      pool.close();
      trips.close();
    }
  }

  @Claim(
      says = "A list of rows is written as a whole or not at all",
      limit = "a connection that breaks in the commit leaves the outcome unknown",
      source = "PostgreSQL 18 manual, section 3.4; JDBC 4.3, chapter 14, on batches")
  class ARefusedRowLeavesNothing implements Experiment<Writer, Remains> {
    static final String CHECK_VIOLATION = "23514";
    static final int REFUSED_AT = 2 * CHUNK + 10; // in the last chunk: two have gone before

    final Postgres postgres;
    final Faults faults;

    ARefusedRowLeavesNothing(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({BulkWriter.class, BulkWriter.Column.class})
    Writer one_transaction() {
      return new BulkWriter<>(postgres.dataSource(), "items", "id", COLUMNS, CHUNK)::insert;
    }

    @Control(differs = "each row of a batch is a transaction, as a connection comes")
    Writer auto_commit() {
      return new NaiveBatch(postgres.dataSource())::insert;
    }

    @Override
    public Remains run(Writer writer) throws Exception {
      Items.create(postgres);
      int price = faults.instead("a price that the table refuses", REFUSED_AT, -1);
      List<Item> items =
          IntStream.range(0, ROWS)
              .mapToObj(n -> new Item("item " + n, n == REFUSED_AT ? price : n))
              .toList();
      String refused = "";
      try {
        writer.insert(items);
      } catch (SQLException e) {
        refused = e.getSQLState();
      }
      return new Remains(refused, postgres.number("SELECT count(*) FROM items"));
    }

    @Override
    public void holds(Remains seen) {
      assertThat(seen.refused()).isIn("", CHECK_VIOLATION);
      assertThat(seen.rows()).isEqualTo(seen.refused().isEmpty() ? ROWS : 0);
    }

    @Override
    public void breaks(Remains seen) {
      assertThat(seen.rows()).isEqualTo(REFUSED_AT);
    }

    @Override
    public void felt(Remains seen) {
      assertThat(seen.refused()).isEqualTo(CHECK_VIOLATION);
    }

    @Override
    public String figure(Remains seen) {
      return seen.rows() + " of " + ROWS + " rows are there";
    }
  }

  /** Writes the rows, and returns their keys in the same order. */
  interface Writer {
    List<Long> insert(List<Item> items) throws SQLException;
  }

  /**
   * @param ping the fastest round trip on this path
   * @param rowsWithTheirKeys rows that the table has under the keys that were returned for them
   */
  record Written(Duration ping, int roundTrips, Duration took, int rowsWithTheirKeys) {}

  /**
   * @param refused the error's code; empty when the writer returned
   */
  record Remains(String refused, long rows) {}
}
