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
import dev.holdfast.postgres.typedsql.KeysetPages.Key;
import dev.holdfast.postgres.typedsql.KeysetPages.Listing;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Which rows does a reader of pages miss? */
@Specification(Outline.POSTGRES_TYPED_SQL)
class PagesSpec {
  static final int PAGE = 20;

  @Claim(
      says =
          "A row that is there from the first page to the last is seen exactly once, whatever comes"
              + " and goes between the pages",
      limit =
          "a row whose sort value is changed meanwhile may be seen twice or not at all; there is no"
              + " jump to a page by its number",
      source =
          "Winand, We need tool support for keyset pagination (use-the-index-luke.com/no-offset);"
              + " PostgreSQL 18 manual, section 9.25.5")
  class RowsThatStayAreSeenOnce implements Experiment<Pager, Reading> {
    static final int ROWS = 10 * PAGE; // ten pages
    static final int A_DAY = 6; // rows of equal sort value; no divisor of a page: days span pages
    static final int SHUFFLE = 77; // prime to the rows: ids do not follow the days
    static final int A_CHANGE = 7; // rows in or out between two pages: less than a page

    /** Each kind as often: the shift that the one makes, the other takes back. */
    static final List<String> COMINGS_AND_GOINGS = List.of(gone(), come(), gone(), come());

    static final int SKIPPED = 2 * A_CHANGE; // by one who counts from the front
    static final int REPEATED = 2 * A_CHANGE;

    static final Listing ARTICLES = new Listing("id", "articles", "published", "date", "id");

    final Postgres postgres;
    final Faults faults;
    final History history;

    RowsThatStayAreSeenOnce(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(KeysetPages.class)
    Pager from_the_key_of_the_last_row() {
      return byKey(postgres.dataSource(), ARTICLES);
    }

    @Control(differs = "goes on after a number of rows, not after a key")
    Pager limit_and_offset() {
      return new NaiveOffsetPages(postgres.dataSource(), ARTICLES, PAGE)::next;
    }

    @Override
    public Reading run(Pager pager) throws Exception {
      postgres.execute(
          """
          CREATE TABLE articles (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, published date NOT NULL);
          INSERT INTO articles (published)
            SELECT date '2026-01-01' + n / %1$d FROM generate_series(0, %2$d - 1) n
            ORDER BY n * %3$d %% %2$d"""
              .formatted(A_DAY, ROWS, SHUFFLE));
      List<String> changes =
          faults.instead("rows come and go between pages", List.of(), COMINGS_AND_GOINGS);
      List<Long> seen = new ArrayList<>();
      int changed = 0;
      int turned = 0;
      for (List<Long> page = turn(pager); !page.isEmpty(); page = turn(pager)) {
        seen.addAll(page);
        if (turned < changes.size()) {
          String change = changes.get(turned);
          changed += history.call("writer", "rows come or go", () -> update(change));
        }
        turned++;
      }
      Set<Long> stayed = new HashSet<>(ids("SELECT id FROM articles WHERE id <= " + ROWS));
      List<Long> ofThose = seen.stream().filter(stayed::contains).toList();
      int distinct = new HashSet<>(ofThose).size();
      return new Reading(
          changed, stayed.size(), stayed.size() - distinct, ofThose.size() - distinct);
    }

    @Override
    public void holds(Reading seen) {
      assertThat(seen.stayed()).isGreaterThanOrEqualTo(ROWS - A_CHANGE);
      assertThat(seen.skipped()).isZero();
      assertThat(seen.repeated()).isZero();
    }

    @Override
    public void breaks(Reading seen) {
      assertThat(seen.skipped()).isEqualTo(SKIPPED);
      assertThat(seen.repeated()).isEqualTo(REPEATED);
    }

    @Override
    public void felt(Reading seen) {
      assertThat(seen.rowsThatCameOrWent()).isEqualTo(COMINGS_AND_GOINGS.size() * A_CHANGE);
    }

    @Override
    public String figure(Reading seen) {
      return "%d rows skipped, %d repeated".formatted(seen.skipped(), seen.repeated());
    }

    private List<Long> turn(Pager pager) throws Exception {
      return history.call("reader", "next page", pager::next);
    }

    static String gone() {
      return """
      DELETE FROM articles WHERE id IN (
        SELECT id FROM articles ORDER BY published, id LIMIT %d)"""
          .formatted(A_CHANGE);
    }

    static String come() {
      return """
      INSERT INTO articles (published)
        SELECT date '2025-12-31' FROM generate_series(1, %d)"""
          .formatted(A_CHANGE);
    }

    private int update(String sql) throws SQLException {
      try (Connection connection = postgres.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        return statement.executeUpdate(sql);
      }
    }

    private List<Long> ids(String sql) throws SQLException {
      List<Long> ids = new ArrayList<>();
      try (Connection connection = postgres.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        var rows = statement.executeQuery(sql);
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
      return ids;
    }
  }

  static Pager byKey(DataSource dataSource, Listing listing) {
    var pages = new KeysetPages<>(dataSource, listing, row -> row.getLong("id"), PAGE);
    var last = new AtomicReference<Optional<Key>>(Optional.empty());
    return () -> {
      var page = pages.after(last.get());
      last.set(page.last().or(last::get));
      return page.rows();
    };
  }

  /** Turns to the next page; an empty one is the end for now. */
  interface Pager {
    List<Long> next() throws Exception;
  }

  /**
   * @param rowsThatCameOrWent between the pages, as the server counted them
   * @param stayed rows that were there throughout; skipped and repeated are of these
   */
  record Reading(int rowsThatCameOrWent, int stayed, int skipped, int repeated) {}
}
