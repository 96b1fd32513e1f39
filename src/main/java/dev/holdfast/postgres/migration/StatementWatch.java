package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import dev.holdfast.postgres.migration.StatementTrace.Locks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Looks at one statement that somebody else runs on a session: begun before it, ended after it.
 *
 * <p>Within a transaction two looks are enough. What runs outside of one is stopped on its way by a
 * {@link Roadblock}, from a thread of its own. The session must run nothing else in between. Not
 * thread-safe.
 */
final class StatementWatch implements AutoCloseable {
  /** Outside of a transaction the statement and the look after it have one each. */
  private static final long OF_ITS_OWN = 2;

  private final Connection session;
  private final int pid;
  private final CatalogueSnapshot before;
  private final ForeignTables foreign;
  private final Locks carried;
  private final long begun;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<Roadblock.Asked> asked;

  /**
   * What was seen of it.
   *
   * @param relations tables and materialized views that it locked, read or changed
   * @param foreign tables that were there before, which it locked: what it did there is not seen
   * @param commits transactions that it ended on its way
   * @param waitsForSnapshots of transactions that are older than itself
   * @param lockNotSeen relations whose lock it may have asked for unseen
   * @param views the materialized ones that were there before
   */
  record Seen(
      List<RelationTrace> relations,
      List<String> foreign,
      long commits,
      boolean waitsForSnapshots,
      List<String> lockNotSeen,
      Set<String> views) {
    static final Seen NOTHING = new Seen(List.of(), List.of(), 0, false, List.of(), Set.of());
  }

  private StatementWatch(
      Connection session, DataSource database, Pause pause, Roadblock.Queued queued)
      throws SQLException {
    this.session = session;
    this.pid = session.unwrap(PGConnection.class).getBackendPID();
    this.before = CatalogueSnapshot.of(session);
    this.foreign = ForeignTables.of(session);
    this.carried = new Locks(CatalogueSnapshot.locks(session, pid));
    this.begun = CatalogueSnapshot.transactions(session);
    this.asked =
        session.getAutoCommit()
            ? watching(database, pause, queued)
            : CompletableFuture.completedFuture(Roadblock.Asked.NOTHING);
  }

  /**
   * Before the session runs the statement.
   *
   * @param queued what is to happen when it queues for a lock outside of a transaction
   */
  static StatementWatch begin(
      Connection session, DataSource database, Pause pause, Roadblock.Queued queued)
      throws SQLException {
    return new StatementWatch(session, database, pause, queued);
  }

  /** After it: what it did. The session must be able to answer, so not in a failed transaction. */
  Seen end() throws SQLException, InterruptedException {
    done.complete(null);
    boolean alone = session.getAutoCommit();
    long commits = CatalogueSnapshot.transactions(session) - begun - (alone ? OF_ITS_OWN : 0);
    Roadblock.Asked stops = stops();
    Locks taken =
        alone
            ? new Locks(stops.locks())
            : new Locks(CatalogueSnapshot.locks(session, pid)).without(carried);
    List<RelationTrace> relations =
        StatementTrace.between(before, CatalogueSnapshot.of(session), carried, taken);
    return new Seen(
        relations,
        foreign.locked(taken),
        commits,
        stops.forSnapshots(),
        alone ? lockNotSeen(relations, stops) : List.of(),
        before.views());
  }

  /** Lets the statement go, if it is still under way. */
  @Override
  public void close() {
    done.complete(null);
    thread.close();
  }

  private List<String> lockNotSeen(List<RelationTrace> relations, Roadblock.Asked stops) {
    List<String> open =
        before.relations().values().stream()
            .filter(relation -> !relation.isIndex() && !stops.guards(relation))
            .map(CatalogueSnapshot.Relation::name)
            .toList();
    return relations.stream()
        .filter(trace -> trace.growsWithTheTable() && trace.held() == LockMode.NONE)
        .map(RelationTrace::name)
        .filter(open::contains)
        .toList();
  }

  private Future<Roadblock.Asked> watching(
      DataSource database, Pause pause, Roadblock.Queued queued) throws SQLException {
    // Closed by the thread: until the statement is done it stands in its way.
    Roadblock roadblock = new Roadblock(database, pause, queued);
    return thread.submit(
        () -> {
          try (roadblock) {
            return roadblock.watch(pid, done);
          }
        });
  }

  private Roadblock.Asked stops() throws SQLException, InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw new SQLException("could not look at what the session asked for", e.getCause());
    }
  }
}
