package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import dev.holdfast.postgres.security.Deployment.Way;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Does an application notice that its row-level security does not apply to it? */
@Specification(Outline.POSTGRES_SECURITY)
class BootSpec {

  @Claim(
      says = "An application whose role is not bound by the policies of its tables does not start",
      limit =
          "SECURITY DEFINER functions, what the policies themselves say, and what is granted after"
              + " the start are not looked at; proven with views that read with their reader's"
              + " rights, which PostgreSQL 15 is the first to have",
      source =
          "PostgreSQL 18 manual, section 5.9: superusers, BYPASSRLS and owners; CREATE VIEW,"
              + " security_invoker")
  class ARoleAboveThePoliciesDoesNotStart implements Experiment<Boot, Starts>, AutoCloseable {
    static final int SECURITY_INVOKER = 15; // servers from this version on have it
    static final int ROWS = 10; // of each of two tenants, in each deployment

    final Faults faults;
    final History history;
    final Roles roles;
    final Map<Way, Deployment> deployments = new EnumMap<>(Way.class);

    ARoleAboveThePoliciesDoesNotStart(Postgres postgres, Faults faults, History history)
        throws SQLException {
      this.faults = faults;
      this.history = history;
      this.roles = new Roles(postgres.since(SECURITY_INVOKER));
      for (Way way : Way.values()) {
        deployments.put(way, new Deployment(postgres, roles, "app" + way.ordinal(), ROWS));
      }
    }

    @Subject(RlsBootGuard.class)
    Boot every_way_around_the_policies_is_looked_for() {
      return (application, table) -> new RlsBootGuard(List.of(table)).check(application);
    }

    @Control(differs = "looks at the table: that it has policies, not whom they bind")
    Boot the_table_has_policies() {
      return (application, table) -> new NaiveBootCheck(table).check(application);
    }

    @Override
    public Starts run(Boot boot) throws Exception {
      Set<Way> open = faults.instead("ways around the policies", Set.of(), deployments.keySet());
      int leaky = 0;
      long own = 0;
      long ofOthers = 0;
      List<Way> refused = new ArrayList<>();
      for (var each : deployments.entrySet()) {
        Deployment deployment = each.getValue();
        if (open.contains(each.getKey())) {
          deployment.open(each.getKey());
        }
        leaky += deployment.shownToNobody() > 0 ? 1 : 0;
        if (history.call("application", "start", () -> starts(boot, deployment))) {
          own += deployment.ownShown();
          ofOthers += deployment.othersShown();
        } else {
          refused.add(each.getKey());
        }
      }
      return new Starts(deployments.size(), leaky, refused, own, ofOthers);
    }

    @Override
    public void holds(Starts seen) {
      assertThat(seen.refusedToStart()).hasSize(seen.notBound());
      assertThat(seen.othersShown()).isZero();
      assertThat(seen.ownShown()).isEqualTo((seen.deployments() - seen.notBound()) * ROWS);
    }

    @Override
    public void breaks(Starts seen) {
      assertThat(seen.refusedToStart()).isEmpty();
      assertThat(seen.othersShown()).isEqualTo((long) Way.values().length * ROWS);
    }

    @Override
    public void felt(Starts seen) {
      assertThat(seen.notBound()).isEqualTo(Way.values().length);
    }

    @Override
    public String figure(Starts seen) {
      return "%d of %d refused to start, %d rows of another tenant shown"
          .formatted(seen.refusedToStart().size(), seen.deployments(), seen.othersShown());
    }

    @Override
    public void close() throws SQLException {
      roles.close();
    }

    private static boolean starts(Boot boot, Deployment deployment) throws SQLException {
      try {
        boot.check(deployment.application(), deployment.table());
        return true;
      } catch (IllegalStateException _) {
        return false;
      }
    }
  }

  /** What an application does before it serves its first request. */
  interface Boot {
    /**
     * @throws IllegalStateException when it is not to start
     */
    void check(DataSource application, String table) throws SQLException;
  }

  /**
   * @param notBound deployments whose role the server shows rows without a tenant
   * @param ownShown rows of their own tenant that those which started were shown
   * @param othersShown rows of the other tenant
   */
  record Starts(
      int deployments, int notBound, List<Way> refusedToStart, long ownShown, long othersShown) {}
}
