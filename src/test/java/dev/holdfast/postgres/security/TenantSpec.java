package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Can one tenant's rows show up where another tenant, or nobody, is meant? */
@Specification(Outline.POSTGRES_SECURITY)
class TenantSpec {

  @Claim(
      says =
          "After a tenant's request failed, its connection shows nobody's rows to whoever borrows"
              + " it next without a tenant",
      limit =
          "the role must be one that the policies bind; who can run SQL of their own can bind"
              + " themselves to any tenant",
      source = "PostgreSQL 18 manual, section 5.9, Row Security Policies, and set_config")
  class ATenantEndsWithItsTransaction implements Experiment<Tenancy, Sight>, AutoCloseable {
    static final UUID FIRST = new UUID(0, 1);
    static final UUID SECOND = new UUID(0, 2);
    static final int ROUNDS = 20; // each: a request of the first, one of nobody, one of the second
    static final int ROWS = 10; // of each tenant, from the start
    static final int ONE_CONNECTION = 1; // so that it is certain who borrows what was given back

    final Postgres postgres;
    final Faults faults;
    final History history;
    final Roles roles;
    final HikariDataSource pool;

    ATenantEndsWithItsTransaction(Postgres postgres, Faults faults, History history)
        throws SQLException {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.roles = new Roles(postgres);
      String application = roles.login("app");
      postgres.execute(
          """
          CREATE TABLE orders (
            tenant uuid NOT NULL, quantity int NOT NULL CHECK (quantity > 0));
          GRANT SELECT, INSERT ON orders TO %s;
          INSERT INTO orders SELECT tenant::uuid, n
            FROM generate_series(1, %d) n, unnest(ARRAY['%s', '%s']) tenant"""
              .formatted(application, ROWS, FIRST, SECOND));
      for (String statement : TenantScope.policy("orders", "tenant")) {
        postgres.execute(statement);
      }
      var config = new HikariConfig();
      config.setDataSource(roles.as("app"));
      config.setMaximumPoolSize(ONE_CONNECTION);
      this.pool = new HikariDataSource(config);
    }

    @Subject(TenantScope.class)
    Tenancy bound_to_the_transaction() {
      return new TenantScope(pool)::on;
    }

    @Control(differs = "binds the session, and lets go of it when the request is done")
    Tenancy bound_to_the_session() {
      return new NaiveTenantScope(pool)::on;
    }

    @Override
    public Sight run(Tenancy tenancy) throws Exception {
      int quantity = faults.instead("orders that the server refuses", 1, 0);
      int refused = 0;
      long toNobody = 0;
      int unanswered = 0;
      long toSecond = 0;
      long ofOthers = 0;
      for (int round = 0; round < ROUNDS; round++) {
        refused += isRefused(tenancy, quantity) ? 1 : 0;
        try {
          toNobody += history.call("job", "rows without a tenant", this::rowsWithoutTenant);
        } catch (SQLException _) {
          unanswered++;
        }
        toSecond += tenancy.on(SECOND, c -> Rows.number(c, "SELECT count(*) FROM orders"));
        ofOthers +=
            tenancy.on(
                SECOND,
                c ->
                    Rows.number(c, "SELECT count(*) FROM orders WHERE tenant <> '" + SECOND + "'"));
      }
      long stored = postgres.number("SELECT count(*) FROM orders") - 2 * ROWS;
      return new Sight(stored, refused, toNobody, unanswered, toSecond, ofOthers);
    }

    @Override
    public void holds(Sight seen) {
      assertThat(seen.shownToNobody()).isZero();
      assertThat(seen.jobsUnanswered()).isZero();
      assertThat(seen.othersShownToSecond()).isZero();
      assertThat(seen.shownToSecond()).isEqualTo(ROUNDS * ROWS);
      assertThat(seen.stored() + seen.refused()).isEqualTo(ROUNDS);
    }

    @Override
    public void breaks(Sight seen) {
      assertThat(seen.shownToNobody()).isEqualTo(ROUNDS * ROWS);
    }

    @Override
    public void felt(Sight seen) {
      assertThat(seen.refused()).isEqualTo(ROUNDS);
    }

    @Override
    public String figure(Sight seen) {
      return seen.shownToNobody() + " rows of a tenant shown to a job without one";
    }

    @Override
    public void close() throws SQLException {
      pool.close();
      roles.close();
    }

    private boolean isRefused(Tenancy tenancy, int quantity) throws SQLException {
      try {
        tenancy.on(FIRST, c -> order(c, quantity));
        return false;
      } catch (SQLException e) {
        if (!"23514".equals(e.getSQLState())) { // check_violation
          throw e;
        }
        return true;
      }
    }

    private long rowsWithoutTenant() throws SQLException {
      try (Connection connection = pool.getConnection()) {
        return Rows.number(connection, "SELECT count(*) FROM orders");
      }
    }

    private static long order(Connection connection, int quantity) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO orders VALUES (?, ?)")) {
        insert.setObject(1, FIRST);
        insert.setInt(2, quantity);
        return insert.executeUpdate();
      }
    }
  }

  /** Does a piece of work for one tenant. */
  interface Tenancy {
    long on(UUID tenant, TenantScope.Work<Long> work) throws SQLException;
  }

  /**
   * @param stored orders of the first tenant
   * @param refused by the server, for the quantity
   * @param shownToNobody rows that a job without a tenant was shown, in all rounds
   * @param jobsUnanswered jobs that got an error instead of no rows
   * @param shownToSecond rows that the second tenant was shown, in all rounds
   * @param othersShownToSecond those of them that are not its own
   */
  record Sight(
      long stored,
      int refused,
      long shownToNobody,
      int jobsUnanswered,
      long shownToSecond,
      long othersShownToSecond) {}
}
