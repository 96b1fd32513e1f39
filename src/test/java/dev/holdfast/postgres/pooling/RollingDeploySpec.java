package dev.holdfast.postgres.pooling;

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
import java.sql.Connection;
import java.sql.SQLException;

/** Do the connections last for a rolling deploy? */
@Specification(Outline.POSTGRES_POOLING)
class RollingDeploySpec {

  @Claim(
      says =
          "A rolling deploy stays within the server's limit of connections, and comes to its end",
      limit =
          "one pool a pod, and pods that end when they are told to; what else connects under the"
              + " same limit has to be declared",
      source =
          "PostgreSQL 18 manual, section 19.3.1; Kubernetes' manual, Deployments: maxSurge is 25 %"
              + " by default")
  class ARollingDeployFitsTheLimit implements Experiment<Sizing, Rollout> {
    static final int PODS = 3;
    static final int SURGE = 1;
    static final int LIMIT = 12; // connections: can be shared by three, and by four

    final Postgres postgres;
    final Faults faults;
    final History history;

    ARollingDeployFitsTheLimit(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(ConnectionBudget.class)
    Sizing shared_among_the_pods_and_the_surge() {
      return connection -> ConnectionBudget.of(connection, 0, PODS, SURGE).perPod();
    }

    @Control(differs = "shares the limit among the pods that run usually")
    Sizing shared_among_the_pods() {
      return connection -> LIMIT / PODS;
    }

    @Override
    public Rollout run(Sizing sizing) throws Exception {
      boolean startFirst = faults.instead("one more pod starts before one stops", false, true);
      try (LimitedRole role = new LimitedRole(postgres, LIMIT)) {
        Deployment pods = new Deployment(role, history, size(sizing, role));
        try (pods) {
          for (int pod = 0; pod < PODS; pod++) {
            pods.start();
          }
          pods.replaceAll(startFirst);
        }
        return new Rollout(
            PODS * pods.size(),
            pods.mostSessions(),
            pods.refusedStarts(),
            pods.replaced(),
            pods.served(),
            pods.failed());
      }
    }

    @Override
    public void felt(Rollout seen) {
      assertThat(seen.mostSessions() > seen.usualSessions() || seen.refusedStarts() > 0)
          .as("more sessions than usual were there, or were asked for")
          .isTrue();
    }

    @Override
    public void holds(Rollout seen) {
      assertThat(seen.refusedStarts()).isZero();
      assertThat(seen.replaced()).isEqualTo(PODS);
      assertThat(seen.mostSessions()).isLessThanOrEqualTo(LIMIT);
      assertThat(seen.failed()).isZero();
      assertThat(seen.served()).isPositive();
    }

    @Override
    public void breaks(Rollout seen) {
      assertThat(seen.refusedStarts()).isEqualTo(Deployment.STARTS);
      assertThat(seen.replaced()).isZero();
    }

    @Override
    public String figure(Rollout seen) {
      return "%d of %d pods replaced, %d starts refused (53300), %d sessions at most"
          .formatted(seen.replaced(), PODS, seen.refusedStarts(), seen.mostSessions());
    }

    private static int size(Sizing sizing, LimitedRole role) throws SQLException {
      try (Connection connection = role.dataSource().getConnection()) {
        return sizing.perPod(connection);
      }
    }
  }

  /** Says how large each pod's pool may be; asks the server, if it likes. */
  interface Sizing {
    int perPod(Connection connection) throws SQLException;
  }

  /**
   * @param usualSessions of the pods that run usually
   * @param mostSessions at once, by the server's count
   * @param refusedStarts of a pod, for too many connections
   * @param replaced pods, of all
   */
  record Rollout(
      int usualSessions,
      long mostSessions,
      int refusedStarts,
      int replaced,
      int served,
      int failed) {}
}
