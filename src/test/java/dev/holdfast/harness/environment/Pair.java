package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Victim;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** A primary and its streaming replica, with a database of the arm's own on both. */
public final class Pair {
  private static final Duration PROMOTED_WITHIN = Duration.ofSeconds(10);

  private final ReplicatedServers servers;
  private final boolean own;
  private final Postgres primary;
  private final Postgres replica;

  Pair(ReplicatedServers servers, String arm, boolean own) {
    this.servers = servers;
    this.own = own;
    this.primary = new Postgres(servers.primary(), arm);
    this.replica = new Postgres(servers.replica(), arm);
  }

  /** The database as its first primary has it. */
  public Postgres primary() {
    return primary;
  }

  /** The database as the replica has it: for reading, until it is promoted. */
  public Postgres replica() {
    return replica;
  }

  /** Both servers at once, for a driver that looks for the one that it wants. */
  public PGSimpleDataSource dataSource() {
    PGSimpleDataSource first = primary.dataSource();
    PGSimpleDataSource second = replica.dataSource();
    first.setServerNames(new String[] {first.getServerNames()[0], second.getServerNames()[0]});
    first.setPortNumbers(new int[] {first.getPortNumbers()[0], second.getPortNumbers()[0]});
    return first;
  }

  /** The database as the server has it that takes writes now: the replica once it is promoted. */
  public Postgres current() throws SQLException {
    return replica.number("SELECT pg_is_in_recovery()::int") == 1 ? primary : replica;
  }

  /** The primary's process, for the faults that the engine has; of a pair of the arm's own. */
  public Victim primaryServer() {
    mustBeOwn("hit the primary of");
    return servers.primary();
  }

  /**
   * Waits until the replica has all that the primary has written so far, unless it is detached, and
   * has replayed it, unless its replay is paused.
   */
  public void awaitReplicated() throws SQLException {
    servers.awaitReplicated();
  }

  /** The replica receives what the primary writes, and does not show it until that is closed. */
  public Faults.Opening replayPaused() {
    return () -> {
      replica.execute("SELECT pg_wal_replay_pause()");
      ReplicatedServers.await(
          "replay is paused",
          () ->
              replica.number("SELECT count(*) WHERE pg_get_wal_replay_pause_state() = 'paused'")
                  == 1);
      return () -> replica.execute("SELECT pg_wal_replay_resume()");
    };
  }

  /** From here on the replica receives nothing; of a pair of the arm's own. */
  public void detachReplica() throws SQLException {
    mustBeOwn("detach the replica of");
    servers.connectReplica(false);
  }

  /** The replica receives again, and what it has missed first. */
  public void attachReplica() throws SQLException {
    mustBeOwn("attach the replica of");
    servers.connectReplica(true);
  }

  /** Makes the replica a primary, whatever becomes of the first one; of a pair of the arm's own. */
  public void promoteReplica() throws SQLException {
    mustBeOwn("promote the replica of");
    if (replica.number("SELECT pg_promote(true, %d)::int".formatted(PROMOTED_WITHIN.toSeconds()))
        != 1) {
      throw new IllegalStateException(
          "the replica was not promoted within %d s; see its log"
              .formatted(PROMOTED_WITHIN.toSeconds()));
    }
  }

  void begin() {
    try {
      primary.create();
      awaitReplicated();
    } catch (SQLException e) {
      throw new IllegalStateException("no database for the arm on both servers", e);
    }
  }

  /** Complains about connections that the arm left open on either server. */
  void leave() {
    replica.awaitLeft();
    primary.awaitLeft();
  }

  /** Removes a pair of the arm's own, or leaves the shared one as it was. */
  void end(ReplicationNode node) {
    if (own) {
      node.stop(servers);
      return;
    }
    try {
      replica.execute("SELECT pg_wal_replay_resume()");
    } catch (SQLException e) {
      throw new IllegalStateException("the replica's replay could not be resumed", e);
    } finally {
      primary.drop();
    }
  }

  private void mustBeOwn(String what) {
    if (!own) {
      throw new IllegalStateException(
          "cannot %s the pair that all arms share: take one of the arm's own".formatted(what));
    }
  }
}
