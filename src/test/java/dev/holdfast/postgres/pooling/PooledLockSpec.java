package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.PgBouncer;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/** Does an advisory lock still lock when a pooler shares the session that holds it? */
@Specification(Outline.POSTGRES_POOLING)
class PooledLockSpec {

  @Claim(
      says = "An advisory lock that is taken through a transaction pooler has one owner at a time",
      limit =
          "only work by the owner's own connection is undone when that is lost; while it works a"
              + " server connection is kept from the others",
      source = "PostgreSQL 18 manual, section 13.3.5; PgBouncer's features by pooling mode")
  class ALockHasOneOwner implements Experiment<Function<DataSource, Lock>, Ownership> {
    static final int CLIENTS = SharedPooler.CLIENTS;
    static final String NAME = "nightly invoices";

    final PgBouncer pgBouncer;
    final Faults faults;
    final History history;

    ALockHasOneOwner(Postgres postgres, PgBouncer pgBouncer, Faults faults, History history) {
      this.pgBouncer = pgBouncer;
      this.faults = faults;
      this.history = history;
    }

    @Subject(TransactionScopedLock.class)
    Function<DataSource, Lock> a_lock_of_the_transaction() {
      return client -> new TransactionScopedLock(client, NAME)::attempt;
    }

    @Control(differs = "the lock is the session's")
    Function<DataSource, Lock> a_lock_of_the_session() {
      return client -> new NaiveSessionLock(client, NAME)::attempt;
    }

    @Override
    public Ownership run(Function<DataSource, Lock> locks) throws Exception {
      SharedPooler pooler = new SharedPooler(pgBouncer, SharedPooler.PROFILE.pooler(), faults);
      List<HikariDataSource> clients = new ArrayList<>();
      try {
        for (int client = 0; client < CLIENTS; client++) {
          clients.add(instance(pooler));
        }
        Owners others = new Owners();
        Optional<Integer> serverConnections =
            owns(
                0,
                locks.apply(clients.getFirst()),
                () -> {
                  for (int client = 1; client < CLIENTS; client++) {
                    owns(client, locks.apply(clients.get(client)), others::add);
                  }
                  return pooler.serverConnections();
                });
        int atOnce = (serverConnections.isPresent() ? 1 : 0) + others.count;
        Owners inTurn = new Owners();
        for (int client = 0; client < CLIENTS; client++) {
          owns(client, locks.apply(clients.get(client)), inTurn::add);
        }
        return new Ownership(atOnce, inTurn.count, serverConnections.orElse(0));
      } finally {
        clients.forEach(HikariDataSource::close);
      }
    }

    @Override
    public void holds(Ownership seen) {
      assertThat(seen.ownersAtOnce()).isOne();
      assertThat(seen.ownersInTurn()).isEqualTo(CLIENTS);
    }

    @Override
    public void breaks(Ownership seen) {
      assertThat(seen.ownersAtOnce()).isEqualTo(CLIENTS);
    }

    @Override
    public void felt(Ownership seen) {
      assertThat(seen.serverConnections()).isBetween(1, CLIENTS - 1);
    }

    @Override
    public String figure(Ownership seen) {
      return "%d of %d are owner at once".formatted(seen.ownersAtOnce(), CLIENTS);
    }

    private <T> Optional<T> owns(int client, Lock lock, Work<T> work) throws SQLException {
      History.Invocation attempt = history.invoke("client-" + (client + 1), "lock");
      Optional<T> done = lock.attempt(_ -> work.run());
      attempt.ok(done.isPresent() ? "was owner" : "refused");
      return done;
    }

    /** An application with a pool of its own, as each has behind a pooler. */
    private HikariDataSource instance(SharedPooler pooler) {
      HikariConfig config = new HikariConfig();
      config.setDataSource(pooler.dataSource());
      config.setMaximumPoolSize(1);
      return new HikariDataSource(config);
    }
  }

  /** Does the work as the lock's owner, or nothing. */
  interface Lock {
    <T> Optional<T> attempt(TransactionScopedLock.Work<T> work) throws SQLException;
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private static final class Owners {
    private int count;

    int add() {
      return ++count;
    }
  }

  /**
   * @param ownersInTurn how many of the clients got the lock when nobody else wanted it
   * @param serverConnections that the clients had together while one of them was the owner
   */
  record Ownership(int ownersAtOnce, int ownersInTurn, int serverConnections) {}
}
