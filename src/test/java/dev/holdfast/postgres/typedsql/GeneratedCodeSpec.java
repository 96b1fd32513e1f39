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
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Can a typed query be wrong about the schema? */
@Specification(Outline.POSTGRES_TYPED_SQL)
class GeneratedCodeSpec {

  @Claim(
      says =
          "Generated classes that a migration has left behind fail the build that applies it, each"
              + " by its name",
      limit =
          "tables and their columns; jOOQ's types do not say whether a column may be NULL, which a"
              + " contract of the statement does",
      source = "jOOQ manual 3.21, Code generation, on generated code under version control")
  class ClassesLeftBehindFailTheBuild implements Experiment<Build, Release> {
    /** Each leaves the class of one table behind. */
    static final List<String> MIGRATION =
        List.of(
            "ALTER TABLE orders RENAME COLUMN total TO gross",
            "ALTER TABLE products DROP COLUMN name",
            "ALTER TABLE lines RENAME TO items");

    /** The typed queries, by the class of the table that each reads. */
    static final Map<String, Function<DSLContext, List<?>>> QUERIES =
        Map.of(
            "tables/Orders.java", Shop::newestOrders,
            "tables/Products.java", db -> Shop.named(db, "lamp", "desk"),
            "tables/Lines.java", Shop::sold);

    static final String NO_SUCH_COLUMN = "42703";
    static final String NO_SUCH_TABLE = "42P01";

    final Postgres postgres;
    final Faults faults;

    ClassesLeftBehindFailTheBuild(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({GeneratedTables.class, GenerationStamp.class})
    Build generates_again_and_compares() {
      return Shop.TABLES::drift;
    }

    @Control(differs = "the compiler alone: it has the generated classes before it, not the schema")
    Build compiles() {
      return _ -> List.of(); // what it has to say, it has said: this very code was compiled
    }

    @Override
    public Release run(Build build) throws Exception {
      Shop.TABLES.migrate(postgres.dataSource());
      postgres.execute(Shop.STOCK);
      List<String> changes =
          faults.instead("a migration that no generation follows", List.of(), MIGRATION);
      for (String change : changes) {
        postgres.execute(change);
      }
      try (Connection connection = postgres.dataSource().getConnection()) {
        List<String> drift = build.drift(connection);
        Map<String, String> refused = new TreeMap<>();
        int served = 0;
        for (var query : QUERIES.entrySet()) {
          try {
            served += query.getValue().apply(DSL.using(connection)).size();
          } catch (DataAccessException e) {
            refused.put(query.getKey(), e.sqlState());
          }
        }
        return new Release(drift, served, refused);
      }
    }

    @Override
    public void holds(Release seen) {
      assertThat(seen.stopped()).isEqualTo(seen.refused().keySet());
      assertThat(seen.served() + seen.refused().size()).isEqualTo(QUERIES.size());
      assertThat(seen.drift().isEmpty()).isEqualTo(seen.refused().isEmpty());
    }

    @Override
    public void breaks(Release seen) {
      assertThat(seen.drift()).isEmpty();
      assertThat(seen.refused().values())
          .containsExactlyInAnyOrder(NO_SUCH_COLUMN, NO_SUCH_COLUMN, NO_SUCH_TABLE);
    }

    @Override
    public void felt(Release seen) {
      assertThat(seen.refused()).hasSize(MIGRATION.size());
    }

    @Override
    public String figure(Release seen) {
      return "%d queries refused in production, %d stopped in the build"
          .formatted(seen.refused().size(), seen.stopped().size());
    }
  }

  /** What a build finds wrong with the generated classes. */
  interface Build {
    List<String> drift(Connection migrated) throws Exception;
  }

  /**
   * @param drift that the build found, a line a class
   * @param served rows of the queries that were answered; each has one
   * @param refused queries, by the class of their table, with the server's code
   */
  record Release(List<String> drift, int served, Map<String, String> refused) {
    /** Classes of the queries' tables that the build did not let pass. */
    TreeSet<String> stopped() {
      TreeSet<String> stopped = new TreeSet<>(ClassesLeftBehindFailTheBuild.QUERIES.keySet());
      stopped.removeIf(file -> drift.stream().noneMatch(line -> line.startsWith(file + " ")));
      return stopped;
    }
  }
}
