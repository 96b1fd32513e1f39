package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What does a migration really do to its tables? */
@Specification(Outline.POSTGRES_MIGRATION)
class MigrationTraceSpec {

  @Claim(
      says =
          "Of every usual schema change, in its unsafe and its safe form, the oracle tells lock,"
              + " rewrite, scan and index builds as they are",
      limit =
          "on tables with rows that nobody else uses meanwhile; as of the version that it runs on; row locks, and"
              + " what breaks applications without keeping them waiting, are not told",
      source =
          "PostgreSQL 18 manual, sections 13.3.1 and 27.2; the rules of strong_migrations, squawk,"
              + " eugene and pgfence",
      within = 60)
  class TheServerTellsWhatAMigrationDoes implements Experiment<Trial.Oracle, Trial.Seen> {
    /** Those whose work is not in the debug messages, or not all of it. */
    static final Set<String> UNANNOUNCED =
        Set.of(
            "cluster",
            "vacuum-full",
            "refresh-materialized-view",
            "domain-constraint",
            "new-partition",
            "foreign-key-without-index",
            "update-every-row",
            "delete-every-row");

    static final int SILENT_REWRITES = 3; // the first three of them, in their unsafe forms

    private final Postgres postgres;
    private final Faults faults;
    private final History history;
    private final List<Operation> all;
    private final List<Operation> announced;

    TheServerTellsWhatAMigrationDoes(Postgres postgres, Faults faults, History history)
        throws SQLException {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.all = Operation.on(postgres.version());
      this.announced =
          all.stream().filter(operation -> !UNANNOUNCED.contains(operation.name())).toList();
    }

    @Subject({
      MigrationTraceOracle.class,
      StatementTrace.class,
      RelationTrace.class,
      CatalogueSnapshot.class,
      Roadblock.class,
      LockMode.class
    })
    Trial.Oracle files_counters_and_locks() {
      return oracle()::trace;
    }

    @Control(differs = "takes the work that was done from the server's debug messages")
    Trial.Oracle debug_messages() {
      return new NaiveMessages(oracle())::trace;
    }

    @Override
    public Trial.Seen run(Trial.Oracle oracle) throws Exception {
      List<Operation> operations =
          faults.instead("work that the server does not announce", announced, all);
      try (Trial trial = new Trial(postgres)) {
        for (Operation operation : operations) {
          history.call(
              "oracle",
              operation.name(),
              () -> {
                trial.run(operation, oracle);
                return "told";
              });
        }
        return trial.seen();
      }
    }

    @Override
    public void holds(Trial.Seen seen) {
      assertThat(seen.differences()).isEmpty();
      assertThat(seen.statements()).isIn(statements(announced), statements(all));
    }

    @Override
    public void breaks(Trial.Seen seen) {
      assertThat(seen.wrong()).containsExactlyInAnyOrderElementsOf(UNANNOUNCED);
    }

    @Override
    public void felt(Trial.Seen seen) {
      assertThat(seen.silentRewrites()).isEqualTo(SILENT_REWRITES);
    }

    @Override
    public String figure(Trial.Seen seen) {
      return "%d operations told wrong, %d statements"
          .formatted(seen.wrong().size(), seen.statements());
    }

    private MigrationTraceOracle oracle() {
      return new MigrationTraceOracle(postgres.dataSource(), Pause.interruptible());
    }

    private static int statements(List<Operation> operations) {
      return (int)
          operations.stream()
              .flatMap(operation -> operation.forms().stream())
              .flatMap(form -> form.steps().stream())
              .filter(step -> !Set.of("BEGIN", "COMMIT", "ROLLBACK").contains(step.sql()))
              .count();
    }
  }
}
