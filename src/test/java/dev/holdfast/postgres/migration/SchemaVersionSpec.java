package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.PgBouncer;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postgresql.ds.PGSimpleDataSource;

/** Can two versions of a schema be served by the same pooled connections? */
@Specification(Outline.POSTGRES_MIGRATION)
class SchemaVersionSpec {

  @Claim(
      says =
          "Two versions of an application behind one transaction pooler each read their own"
              + " version of the schema, and only the rows that row-level security lets them",
      limit =
          "computed columns are not written through a view; a view that is changed later needs"
              + " RECONNECT on the pooler's console; needs PostgreSQL 15, and the peer 18, which"
              + " reports the search_path",
      source =
          "pgroll's versioned schemas; PostgreSQL 18 manual, CREATE VIEW (security_invoker) and"
              + " section 39.5; PgBouncer's track_extra_parameters")
  class EachVersionReadsItsOwnSchema implements Experiment<VersionAccess, Reads> {
    static final int SECURITY_INVOKER = 15; // servers from this version on have it
    static final String ROLE = "shop_app";
    static final int READS = 20; // of each version, four times what it takes to be prepared
    static final int NAMED_FROM = 5; // pgjdbc's prepareThreshold
    static final int OWN_ROWS = 3;
    static final int OTHER_ROWS = 4; // of somebody else, in the same table

    static final VersionedSchemaView EUROS =
        new VersionedSchemaView("shop_1", ROLE, Map.of("items", "SELECT id, price FROM prices"));
    static final VersionedSchemaView CENTS =
        new VersionedSchemaView(
            "shop_2",
            ROLE,
            Map.of("items", "SELECT id, (price * 100)::bigint AS price FROM prices"));
    static final String READ =
        "SELECT price, (SELECT count(*) FROM {items}) FROM {items} WHERE id = 1";
    static final Map<VersionedSchemaView, String> RIGHT = Map.of(EUROS, "1.50", CENTS, "150");

    final Postgres postgres;
    final PgBouncer pgBouncer;
    final Faults faults;
    final History history;
    final Map<String, Integer> right = new TreeMap<>();
    final Map<String, Integer> wrong = new TreeMap<>();
    final Map<String, Integer> refused = new TreeMap<>();
    final Set<Integer> sessions = new TreeSet<>();
    int foreignRows;

    EachVersionReadsItsOwnSchema(
        Postgres postgres, PgBouncer pgBouncer, Faults faults, History history)
        throws SQLException {
      this.postgres = postgres.since(SECURITY_INVOKER);
      this.pgBouncer = pgBouncer;
      this.faults = faults;
      this.history = history;
    }

    @Subject(VersionedSchemaView.class)
    VersionAccess the_statement_names_the_schema() {
      return new VersionAccess() {
        @Override
        public String sql(VersionedSchemaView version, String statement) {
          return version.sql(statement);
        }
      };
    }

    @Control(differs = "the session names the schema (SET search_path), not the statement")
    VersionAccess the_session_names_the_schema() {
      return new NaiveSearchPath();
    }

    @Control(differs = "the transaction names the schema (SET LOCAL), not the statement")
    VersionAccess the_transaction_names_the_schema() {
      return new NaiveTransactionSearchPath();
    }

    @Peer(
        artifact = "org.postgresql:postgresql",
        configured =
            "currentSchema, which PgBouncer restores by track_extra_parameters=search_path: its"
                + " documentation on parameters that the server reports")
    VersionAccess the_pooler_restores_the_search_path() {
      return new VersionAccess() {
        @Override
        public Map<String, String> pooler() {
          return Map.of("track_extra_parameters", "search_path");
        }

        @Override
        public Connection connect(PGSimpleDataSource pooled, VersionedSchemaView version)
            throws SQLException {
          pooled.setCurrentSchema(version.schema());
          return pooled.getConnection();
        }
      };
    }

    @Override
    public Reads run(VersionAccess access) throws Exception {
      prepare();
      Map<String, String> settings = new HashMap<>(access.pooler());
      settings.put(
          "pool_mode",
          faults.instead("the versions share a server connection", "session", "transaction"));
      pgBouncer.start(settings);
      try (Connection one = access.connect(pooled(), EUROS);
          Connection two = access.connect(pooled(), CENTS)) {
        for (int read = 0; read < READS; read++) {
          read(access, one, EUROS);
          read(access, two, CENTS);
        }
      } finally {
        postgres.execute("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(ROLE));
      }
      return new Reads(right, wrong, refused, foreignRows, sessions.size());
    }

    @Override
    public void holds(Reads seen) {
      assertThat(seen.right()).isEqualTo(Map.of("shop_1", READS, "shop_2", READS));
      assertThat(seen.foreignRows()).isZero();
    }

    @Override
    public void breaks(Reads seen) {
      assertThat(List.of(seen.notServed("shop_1"), seen.notServed("shop_2")))
          .anySatisfy(reads -> assertThat(reads).isGreaterThan(READS - NAMED_FROM));
    }

    @Override
    public void felt(Reads seen) {
      assertThat(seen.sessions()).isOne();
    }

    @Override
    public String figure(Reads seen) {
      return "of %d reads a version: right %s, wrong %s, refused %s"
          .formatted(READS, seen.right(), seen.wrong(), seen.refused());
    }

    private void prepare() throws SQLException {
      postgres.execute(
          """
          CREATE ROLE %1$s LOGIN PASSWORD '%1$s';
          CREATE TABLE prices (
            id serial PRIMARY KEY, owner name NOT NULL, price numeric(12,2) NOT NULL);
          INSERT INTO prices (owner, price)
            SELECT '%1$s', n * 1.50 FROM generate_series(1, %2$d) n
            UNION ALL SELECT 'somebody else', 1 FROM generate_series(1, %3$d);
          ALTER TABLE prices ENABLE ROW LEVEL SECURITY;
          CREATE POLICY own ON prices USING (owner = current_user);
          GRANT SELECT ON prices TO %1$s"""
              .formatted(ROLE, OWN_ROWS, OTHER_ROWS));
      try (Connection connection = postgres.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        EUROS.create(statement);
        CENTS.create(statement);
      }
    }

    private static int session(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        return row.getInt(1);
      }
    }

    private PGSimpleDataSource pooled() {
      PGSimpleDataSource source = pgBouncer.dataSource();
      source.setUser(ROLE);
      source.setPassword(ROLE);
      return source;
    }

    private void read(VersionAccess access, Connection connection, VersionedSchemaView version)
        throws SQLException {
      History.Invocation read = history.invoke(version.schema(), "read");
      connection.setAutoCommit(false);
      try {
        access.begin(connection, version);
        sessions.add(session(connection)); // also of a read that is refused then
        try (PreparedStatement statement = connection.prepareStatement(access.sql(version, READ))) {
          ResultSet row = statement.executeQuery();
          row.next();
          boolean isRight = row.getString(1).equals(RIGHT.get(version));
          (isRight ? right : wrong).merge(version.schema(), 1, Integer::sum);
          foreignRows += Math.max(0, row.getInt(2) - OWN_ROWS);
          read.ok(row.getString(1));
        }
        connection.commit();
      } catch (SQLException e) {
        refused.merge(version.schema(), 1, Integer::sum);
        read.failed(e.getMessage());
        connection.rollback();
      }
    }
  }

  /**
   * @param right reads with the price as the version knows it, by the version's schema
   * @param wrong reads with another price
   * @param refused reads that ended with an error
   * @param foreignRows that were seen against row-level security
   * @param sessions of the server that the reads were put to
   */
  record Reads(
      Map<String, Integer> right,
      Map<String, Integer> wrong,
      Map<String, Integer> refused,
      int foreignRows,
      int sessions) {
    int notServed(String schema) {
      return wrong.getOrDefault(schema, 0) + refused.getOrDefault(schema, 0);
    }
  }
}
