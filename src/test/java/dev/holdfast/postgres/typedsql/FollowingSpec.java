package dev.holdfast.postgres.typedsql;

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
import dev.holdfast.postgres.typedsql.KeysetPages.Listing;
import dev.holdfast.postgres.typedsql.PagesSpec.Pager;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.awaitility.Awaitility;

/** What does a reader miss who follows a table as it grows? */
@Specification(Outline.POSTGRES_TYPED_SQL)
class FollowingSpec {

  @Claim(
      says = "A reader who follows a growing table misses no row that commits late",
      limit =
          "rows come in the order of the transactions that wrote them, not of their keys; a"
              + " transaction of the cluster that has written and stays open holds the reader up",
      source = "PostgreSQL 18 manual, section 9.28.8, pg_snapshot_xmin")
  class ALateCommitIsNotMissed implements Experiment<Pager, Following> {
    static final int LATE = 5; // rows that took their keys early and commit late
    static final int IN_TIME = 12; // rows; with the late ones less than a page
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step on a slow host

    final Postgres postgres;
    final Faults faults;
    final History history;

    ALateCommitIsNotMissed(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(KeysetPages.class)
    Pager only_what_nobody_can_write_before() {
      return PagesSpec.byKey(
          postgres.dataSource(), Listing.settled("id", "events", "written_by", "id"));
    }

    @Control(differs = "in the order of the keys, as soon as a row is visible")
    Pager by_id() {
      return PagesSpec.byKey(
          postgres.dataSource(), new Listing("id", "events", "id", "bigint", "id"));
    }

    @Override
    public Following run(Pager pager) throws Exception {
      postgres.execute(
          """
          CREATE TABLE events (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            written_by xid8 NOT NULL DEFAULT pg_current_xact_id())""");
      List<Long> seen = new ArrayList<>();
      long invisible;
      try (Connection writer = postgres.dataSource().getConnection();
          Statement late = writer.createStatement()) {
        writer.setAutoCommit(false);
        late.execute(insert(LATE));
        History.Invocation writing = history.invoke("late writer", "write " + LATE + " rows");
        boolean commitsLate = faults.instead("commits late", false, true);
        if (!commitsLate) {
          writer.commit();
          writing.ok("committed");
        }
        postgres.execute(insert(IN_TIME));
        invisible = LATE + IN_TIME - postgres.number("SELECT count(*) FROM events");
        follow(pager, seen);
        if (commitsLate) {
          writer.commit();
          writing.ok("committed late");
        }
      }
      Awaitility.await("no transaction older than the rows")
          .atMost(SOON)
          .pollDelay(Duration.ZERO)
          .until(() -> postgres.number(UNSETTLED) == 0);
      follow(pager, seen);
      return new Following(invisible, seen.size(), new HashSet<>(seen).size());
    }

    static final String UNSETTLED =
        "SELECT count(*) FROM events WHERE written_by >= pg_snapshot_xmin(pg_current_snapshot())";

    @Override
    public void holds(Following seen) {
      assertThat(seen.distinct()).isEqualTo(LATE + IN_TIME);
      assertThat(seen.rows()).isEqualTo(seen.distinct());
    }

    @Override
    public void breaks(Following seen) {
      assertThat(seen.distinct()).isEqualTo(IN_TIME);
    }

    @Override
    public void felt(Following seen) {
      assertThat(seen.invisibleAtFirst()).isEqualTo(LATE);
    }

    @Override
    public String figure(Following seen) {
      return seen.distinct() + " of " + (LATE + IN_TIME) + " rows seen";
    }

    static String insert(int rows) {
      return "INSERT INTO events SELECT FROM generate_series(1, " + rows + ")";
    }

    private void follow(Pager pager, List<Long> seen) throws Exception {
      List<Long> page;
      do {
        page = history.call("reader", "page", pager::next);
        seen.addAll(page);
      } while (!page.isEmpty());
    }
  }

  /**
   * @param invisibleAtFirst rows that had their key and were not committed when the reader came by
   */
  record Following(long invisibleAtFirst, int rows, int distinct) {}
}
