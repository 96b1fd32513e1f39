package dev.holdfast.harness.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL with a streaming replica: a part of the run's pair, or a pair of the arm's own. */
public final class Replication implements AutoCloseable {
  private final ReplicationNode node;
  private final String arm;
  private @Nullable Pair pair;

  Replication(ReplicationNode node, String arm) {
    this.node = node;
    this.arm = arm;
  }

  /**
   * A database of the arm's own on the pair that the run shares: for claims that only hold up the
   * replica's replay.
   */
  public Pair shared() {
    return lend(node.shared(), false);
  }

  /**
   * A pair that is the arm's alone: for claims that kill, promote or change its servers.
   *
   * @param settings of the primary: {@code synchronous_standby_names=*}
   */
  public Pair own(String... settings) {
    return lend(node.own(List.of(settings)), true);
  }

  /** Ends the lease: complains about connections left open, and leaves a shared pair as it was. */
  @Override
  public void close() {
    if (pair != null) {
      try {
        pair.leave();
      } finally {
        pair.end(node);
      }
    }
  }

  private Pair lend(ReplicatedServers servers, boolean own) {
    if (pair != null) {
      throw new IllegalStateException("arm " + arm + " was lent a pair before: keep that one");
    }
    pair = new Pair(servers, arm, own);
    pair.begin();
    return pair;
  }
}
