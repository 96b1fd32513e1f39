package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Can a migration tool build an index while the site is open? */
@Specification(Outline.POSTGRES_MIGRATION)
class ConcurrentIndexSpec {

  @Claim(
      says = "CREATE INDEX CONCURRENTLY as a Flyway migration ends, and the index is valid",
      limit =
          "by a direct connection: behind a transaction pooler a session's lock keeps nobody out;"
              + " other people's long transactions are waited for all the same",
      source =
          "Flyway's documentation, postgresql.transactional.lock; PostgreSQL 18 manual, Building"
              + " Indexes Concurrently")
  class AConcurrentIndexIsBuilt implements Experiment<IndexMigration, Build> {
    static final String SCRIPTS = "dev/holdfast/postgres/migration/concurrently";
    static final Duration SOON = Duration.ofSeconds(10); // until it is done, or is seen to wait
    static final Duration PATIENCE = Duration.ofSeconds(1); // many times what a build takes here
    static final Duration LOOK_EVERY = Duration.ofMillis(20);

    static final String BLOCKED =
        """
        FROM pg_stat_activity blocked JOIN pg_stat_activity blocker
          ON blocker.pid = ANY (pg_blocking_pids(blocked.pid))
        WHERE blocked.datname = current_database() AND blocked.query LIKE 'CREATE INDEX%'
          AND blocker.datname = current_database() AND blocker.state = 'idle in transaction'""";

    /** A build in several transactions leaves pg_index with a later version than pg_class. */
    static final String LATER_VERSION = "NOT indisvalid OR pg_index.xmin <> pg_class.xmin";

    final Postgres postgres;
    final Faults faults;
    final History history;

    AConcurrentIndexIsBuilt(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(NonTransactionalMigrator.class)
    IndexMigration flyways_lock_is_the_sessions() {
      return how -> new NonTransactionalMigrator(flyway(how)).migrate();
    }

    @Control(differs = "Flyway's lock is a transaction that stays open, as by default")
    IndexMigration flyways_lock_is_a_transactions() {
      return how -> new NaiveFlyway(flyway(how)).migrate();
    }

    @Peer(
        artifact = "org.liquibase:liquibase-core",
        configured = "runInTransaction:false for the changeset, as its documentation says")
    IndexMigration liquibase() {
      return how -> {
        try (Connection connection = postgres.dataSource().getConnection()) {
          Liquibase liquibase =
              new Liquibase(
                  SCRIPTS + "/changelog.sql",
                  new ClassLoaderResourceAccessor(),
                  DatabaseFactory.getInstance()
                      .findCorrectDatabaseImplementation(new JdbcConnection(connection)));
          liquibase.setChangeLogParameter("how", how);
          liquibase.update(new Contexts());
        }
      };
    }

    @Override
    public Build run(IndexMigration migration) throws Exception {
      String how = faults.instead("the index is built concurrently", "", "CONCURRENTLY");
      try (ExecutorService migrator = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> end =
            migrator.submit(() -> history.call("migrator", "migrate", () -> done(migration, how)));
        Awaitility.await("the migration ends, or waits for the migrator itself")
            .atMost(SOON)
            .pollInterval(LOOK_EVERY)
            .until(() -> end.isDone() || waitsForItself());
        boolean done = isDone(end, PATIENCE);
        boolean waits = waitsForItself();
        Build seen = new Build(done, waits, index("indisvalid"), index(LATER_VERSION));
        if (!done) {
          postgres.execute("SELECT pg_cancel_backend(blocked.pid) " + BLOCKED);
          var _ = isDone(end, SOON);
        }
        return seen;
      }
    }

    @Override
    public void holds(Build seen) {
      assertThat(seen.done()).isTrue();
      assertThat(seen.indexIsValid()).isTrue();
    }

    @Override
    public void breaks(Build seen) {
      assertThat(seen.done()).isFalse();
      assertThat(seen.waitsForItself()).isTrue();
      assertThat(seen.indexIsValid()).isFalse();
    }

    @Override
    public void felt(Build seen) {
      assertThat(seen.builtInSteps()).isTrue();
    }

    @Override
    public String figure(Build seen) {
      return seen.done()
          ? "done, index " + (seen.indexIsValid() ? "valid" : "invalid")
          : "waits for its own session, index " + (seen.indexIsValid() ? "valid" : "invalid");
    }

    private boolean index(String condition) throws SQLException {
      return 1
          == postgres.number(
              """
              SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
              WHERE relname = 'orders_total' AND (%s)"""
                  .formatted(condition));
    }

    private boolean waitsForItself() throws SQLException {
      return postgres.number("SELECT count(*) " + BLOCKED) > 0;
    }

    private FluentConfiguration flyway(String how) {
      return Flyway.configure()
          .dataSource(postgres.dataSource())
          .locations("classpath:" + SCRIPTS)
          .placeholders(Map.of("how", how));
    }

    private static String done(IndexMigration migration, String how) throws Exception {
      migration.apply(how);
      return "done";
    }

    private static boolean isDone(Future<String> end, Duration limit) throws Exception {
      try {
        end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException | ExecutionException _) {
        return false;
      }
    }
  }

  /** Makes a table and an index on it. */
  interface IndexMigration {
    /**
     * @param how the index is built: concurrently, or as it comes
     */
    void apply(String how) throws Exception;
  }

  /**
   * @param waitsForItself the server said that the index build is blocked by another session of the
   *     same migrator, which is idle in its transaction
   * @param builtInSteps the catalogue shows that the index was made by more than one transaction
   */
  record Build(boolean done, boolean waitsForItself, boolean indexIsValid, boolean builtInSteps) {}
}
