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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Can a column get another type while the old version of the application still writes it? */
@Specification(Outline.POSTGRES_MIGRATION)
class ColumnSwapSpec {

  @Claim(
      says =
          "The old and the new application both read and write correctly through expand and"
              + " backfill, and contract refuses while an old writer lives",
      limit =
          "an old writer that is not connected, and has not written for the quiet time, is not"
              + " seen; the two conversions must undo each other",
      source =
          "Sadalage and Fowler, Evolutionary Database Design: parallel change; the triggers of"
              + " pgroll and reshape",
      flagship = true)
  class BothVersionsStayCorrect implements Experiment<ColumnSwap, Prices> {
    static final int ROWS = 20_000;
    static final int BATCH = 500;
    static final int ROUNDS = ROWS / BATCH; // a batch, with some writes at the same time
    static final int OFFERED = Rounds.offered(ROUNDS);
    static final int LATE = 20; // writes of the old version after somebody asked for contract

    static final Duration QUIET = Duration.ofMillis(200); // a day, where jobs run nightly
    static final Duration LOOK_EVERY = Duration.ofMillis(10);
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host
    static final BoundedTransaction AMPLE = new BoundedTransaction(SOON, SOON.multipliedBy(2));

    static final ColumnPair PRICE_AND_CENTS =
        new ColumnPair(
            "items",
            "id",
            new ColumnPair.Column("price", "numeric(12,2)", "$ / 100.0"),
            new ColumnPair.Column("price_cents", "bigint", "($ * 100)::bigint"));

    final Postgres postgres;
    final Faults faults;
    final History history;
    final Rounds rounds;

    BothVersionsStayCorrect(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.rounds = new Rounds(postgres, history, faults.real(), ROWS, BATCH);
    }

    @Subject({
      DualWriteColumnSwap.class,
      ColumnPair.class,
      OldVersions.class,
      BatchBackfill.class,
      LockTimeoutRetrier.class,
      BoundedTransaction.class
    })
    ColumnSwap dual_write_and_guarded_contract() {
      return ColumnSwap.of(swap());
    }

    @Control(differs = "the new version writes both columns, the database nothing by itself")
    ColumnSwap backfill_only() {
      return new NaiveBackfillOnly(swap(), postgres.dataSource());
    }

    @Control(differs = "contract does not ask who still writes")
    ColumnSwap contract_unasked() {
      return new NaiveContract(swap(), postgres.dataSource());
    }

    @Override
    public Prices run(ColumnSwap swap) throws Exception {
      postgres.execute("CREATE TABLE items (id bigint PRIMARY KEY, price numeric(12,2) NOT NULL)");
      postgres.execute(
          "INSERT INTO items SELECT n, n / 100.0 FROM generate_series(1, %d) n".formatted(ROWS));
      swap.expand();
      try (Shop shop = new Shop(postgres, swap)) {
        faults.alongside(
            "both versions write during the backfill",
            () -> backfill(swap),
            () -> rounds.trade(shop));
        long diverging =
            postgres.number(
                "SELECT count(*) FROM items WHERE price_cents IS DISTINCT FROM price * 100");

        if (!faults.real()) {
          shop.endOldVersion(); // in calm it has gone when its column is to go
        }
        String refusal = contract(swap);
        List<String> overlooked =
            shop.oldSessions().stream().filter(name -> !refusal.contains(name)).toList();
        int lateFailing = shop.oldWritesFailing(LATE);

        shop.endOldVersion();
        if (!refusal.isEmpty()) {
          Awaitility.await("contract, after the old version ended")
              .atMost(SOON)
              .pollDelay(Duration.ZERO)
              .pollInterval(LOOK_EVERY)
              .until(() -> contract(swap).isEmpty());
        }
        return new Prices(
            shop.written(),
            shop.writtenDuringBackfill(),
            shop.oldWritesBehindCursor(),
            diverging,
            shop.misread(),
            refusal,
            overlooked,
            lateFailing,
            columnIsGone());
      }
    }

    @Override
    public void holds(Prices seen) {
      assertThat(seen.writes()).isEqualTo(OFFERED);
      assertThat(seen.rowsDiverging()).isZero();
      assertThat(seen.misread()).isZero();
      assertThat(seen.oldSessionsOverlooked()).isEmpty();
      assertThat(seen.lateWritesFailing()).isZero();
      assertThat(seen.contracted()).isTrue();
    }

    @Override
    public void felt(Prices seen) {
      // All rounds but the first, whose writes come before the first batch is done.
      assertThat(seen.writesDuringBackfill()).isGreaterThan(OFFERED * 9 / 10);
    }

    /**
     * Without dual write each old write behind the cursor is lost to the new version; unasked, each
     * late one fails.
     */
    @Override
    public void breaks(Prices seen) {
      assertThat(seen)
          .satisfiesAnyOf(
              prices -> {
                assertThat(prices.oldWritesBehindCursor()).isGreaterThanOrEqualTo(3 * (ROUNDS - 2));
                assertThat(prices.rowsDiverging())
                    .isGreaterThanOrEqualTo(prices.oldWritesBehindCursor());
              },
              prices -> {
                assertThat(prices.oldSessionsOverlooked()).hasSize(2);
                assertThat(prices.lateWritesFailing()).isEqualTo(LATE);
              });
    }

    @Override
    public String figure(Prices seen) {
      return "%,d of %,d rows diverge, %d of %d late writes fail"
          .formatted(seen.rowsDiverging(), ROWS, seen.lateWritesFailing(), LATE);
    }

    private DualWriteColumnSwap swap() {
      var options = new LockTimeoutRetrier.Options(AMPLE, AMPLE.lockTimeout(), 1);
      var meters = new SimpleMeterRegistry();
      return new DualWriteColumnSwap(
          new LockTimeoutRetrier(postgres.dataSource(), options, Pause.interruptible(), meters),
          PRICE_AND_CENTS,
          new OldVersions(Shop.OLD_POOL, QUIET));
    }

    private void backfill(ColumnSwap swap) throws Exception {
      var options = new BatchBackfill.Options(BATCH, AMPLE, 1, QUIET);
      new BatchBackfill(
              postgres.dataSource(),
              swap.backfill(),
              options,
              rounds,
              Pause.interruptible(),
              new SimpleMeterRegistry())
          .run();
    }

    /** Why contract was refused; empty when it was done. */
    private String contract(ColumnSwap swap) throws Exception {
      try {
        swap.contract();
        return "";
      } catch (MigrationStoppedException e) {
        history.invoke("contract", "drop the old column").failed(e.getMessage());
        return String.valueOf(e.getMessage());
      }
    }

    private boolean columnIsGone() throws Exception {
      return postgres.number(
              """
              SELECT count(*) FROM pg_attribute
              WHERE attrelid = 'items'::regclass AND attname = 'price' AND NOT attisdropped""")
          == 0;
    }
  }

  /**
   * @param writesDuringBackfill those made while the stored progress was neither at its begin nor
   *     at its end
   * @param oldWritesBehindCursor those of the old version alone, to rows that the backfill had done
   * @param misread reads that did not answer with what the other version had just written
   * @param refusal what contract said while the old version lived; empty when it did not refuse
   * @param oldSessionsOverlooked sessions of the old version that the refusal did not name
   */
  record Prices(
      int writes,
      int writesDuringBackfill,
      int oldWritesBehindCursor,
      long rowsDiverging,
      int misread,
      String refusal,
      List<String> oldSessionsOverlooked,
      int lateWritesFailing,
      boolean contracted) {}
}
