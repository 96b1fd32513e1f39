package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.RestoredServers;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Is there a way back from a DELETE without a WHERE? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class RestoreSpec {

  @Claim(
      says =
          "What was destroyed after a named point is back by a restore: each row up to the point,"
              + " and none that came after it",
      limit =
          "the server's host and its WAL outlive the mistake; a point is set before what it is to"
              + " undo; a small server, read through SQL",
      source =
          "PostgreSQL 18 manual, section 25.3, Continuous Archiving and Point-in-Time Recovery")
  class ARestoreEndsAtItsPoint implements Experiment<Recovery, Shop> {
    static final int PG_BACKUP_START = 15; // servers from this version on have it
    static final int IN_THE_COPY = 1_000; // orders before the backup
    static final int UP_TO_THE_POINT = 2_000; // of them, so many come only by the WAL
    static final int AFTER = 500; // are not to come back
    static final Duration SOON = Duration.ofSeconds(5); // nobody writes to the table meanwhile

    final Postgres postgres;
    final RestoredServers servers;
    final Faults faults;

    ARestoreEndsAtItsPoint(Postgres postgres, RestoredServers servers, Faults faults)
        throws SQLException {
      this.postgres = postgres.since(PG_BACKUP_START);
      this.servers = servers;
      this.faults = faults;
    }

    @Subject({Backup.class, ServerFiles.class, RestorePoint.class})
    Recovery files_and_wal_up_to_the_point() {
      return (backup, point) -> {
        backup.keepWal();
        backup.restoreTo(point);
      };
    }

    @Control(differs = "keeps the copied files, and none of the WAL written since the copy began")
    Recovery files_alone() {
      return NaiveRecovery::from_the_files_alone;
    }

    @Override
    public Shop run(Recovery recovery) throws Exception {
      postgres.execute("CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL)");
      order(1, IN_THE_COPY);
      Path directory = servers.directory();
      try (Backup backup = Backup.take(postgres.dataSource(), directory)) {
        order(IN_THE_COPY + 1, UP_TO_THE_POINT);
        RestorePoint point =
            RestorePoint.mark(postgres.dataSource(), "release", List.of("orders"), SOON);
        order(UP_TO_THE_POINT + 1, UP_TO_THE_POINT + AFTER);
        try (Fault _ = faults.begin("DELETE without a WHERE", "orders", this::deleteAll)) {
          if (postgres.number("SELECT count(*) FROM orders") > 0) {
            return shop(postgres, false, List.of());
          }
          recovery.prepare(backup, point);
          var restored = servers.start(directory, postgres);
          if (restored.database().isEmpty()) {
            return new Shop(true, 0, 0, List.of(), false, restored.refusal());
          }
          Postgres database = restored.database().get();
          return shop(database, true, point.differences(database.dataSource()));
        }
      }
    }

    private static Shop shop(Postgres database, boolean destroyed, List<String> differences)
        throws SQLException {
      long after = database.number("SELECT count(*) FROM orders WHERE id > " + UP_TO_THE_POINT);
      long upToIt =
          database.number(
              "SELECT count(*) FROM orders WHERE total = id * 7 AND id <= " + UP_TO_THE_POINT);
      long writable = database.number("SELECT count(*) WHERE NOT pg_is_in_recovery()");
      return new Shop(destroyed, upToIt, after, differences, writable == 1, "");
    }

    private void order(int from, int to) throws SQLException {
      postgres.execute(
          "INSERT INTO orders SELECT n, n * 7 FROM generate_series(%d, %d) n".formatted(from, to));
    }

    private AutoCloseable deleteAll() throws SQLException {
      postgres.execute("DELETE FROM orders");
      return () -> {};
    }

    @Override
    public void holds(Shop seen) {
      assertThat(seen.upToThePoint()).isEqualTo(UP_TO_THE_POINT);
      assertThat(seen.after()).isEqualTo(seen.destroyed() ? 0 : AFTER);
      assertThat(seen.differences()).isEmpty();
      assertThat(seen.takesWrites()).isTrue();
    }

    @Override
    public void breaks(Shop seen) {
      assertThat(seen.upToThePoint()).isZero();
      assertThat(seen.refusal()).contains("could not locate required checkpoint record");
    }

    @Override
    public void felt(Shop seen) {
      assertThat(seen.destroyed()).isTrue();
    }

    @Override
    public String figure(Shop seen) {
      return "%,d of %,d orders up to the point".formatted(seen.upToThePoint(), UP_TO_THE_POINT);
    }
  }

  /**
   * The orders as the shop has them in the end.
   *
   * @param destroyed the first server has no order any more
   * @param upToThePoint that are as they were
   * @param differences from what was written down at the point; none where nothing was restored
   * @param refusal of the restored server to start, in its own words
   */
  record Shop(
      boolean destroyed,
      long upToThePoint,
      long after,
      List<String> differences,
      boolean takesWrites,
      String refusal) {}

  /** Makes of a backup what a server can be started on. */
  interface Recovery {
    void prepare(Backup backup, RestorePoint point) throws Exception;
  }
}
