package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import dev.holdfast.postgres.migration.StatementTrace.Locks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
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
 * {@link Roadblock}, from a thread of its own. Not thread-safe.
 */
final class StatementWatch implements AutoCloseable {
  private final Connection session;
  private final int pid;
  private final CatalogueSnapshot before;
  private final Locks carried;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<Map<Long, Set<LockMode>>> asked;

  private StatementWatch(Connection session, DataSource database) throws SQLException {
    this.session = session;
    this.pid = session.unwrap(PGConnection.class).getBackendPID();
    this.before = CatalogueSnapshot.of(session);
    this.carried = new Locks(CatalogueSnapshot.locks(session, pid));
    this.asked =
        session.getAutoCommit() ? watching(database) : CompletableFuture.completedFuture(Map.of());
  }

  /** Before the session runs the statement. */
  static StatementWatch begin(Connection session, DataSource database) throws SQLException {
    return new StatementWatch(session, database);
  }

  /** After it: what it did to each relation. */
  List<RelationTrace> end() throws SQLException, InterruptedException {
    done.complete(null);
    Locks taken =
        session.getAutoCommit()
            ? new Locks(watched())
            : new Locks(CatalogueSnapshot.locks(session, pid)).without(carried);
    return StatementTrace.between(before, CatalogueSnapshot.of(session), carried, taken);
  }

  /** Lets the statement go, if it is still under way. */
  @Override
  public void close() {
    done.complete(null);
    thread.close();
  }

  private Future<Map<Long, Set<LockMode>>> watching(DataSource database) throws SQLException {
    // Closed by the thread: until the statement is done it stands in its way.
    Roadblock roadblock = new Roadblock(database, Pause.interruptible());
    return thread.submit(
        () -> {
          try (roadblock) {
            return roadblock.watch(pid, done);
          }
        });
  }

  private Map<Long, Set<LockMode>> watched() throws SQLException, InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw new SQLException("could not look at what the session asked for", e.getCause());
    }
  }
}
