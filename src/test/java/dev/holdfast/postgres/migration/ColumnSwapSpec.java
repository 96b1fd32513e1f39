package dev.holdfast.postgres.migration;

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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Can a column get another type while the old version of the application still writes it? */
@Specification(Outline.POSTGRES_MIGRATION)
class ColumnSwapSpec {

  @Claim(
      says =
          "The old and the new application both read and write correctly through expand and backfill, and contract refuses while an"
              + " old writer lives",
      limit =
          "an old writer that is not connected, and has not written for the quiet time, is not seen; the two conversions must undo"
              + " each other",
      source = "Sadalage and Fowler, Evolutionary Database Design: parallel change; the triggers of pgroll and reshape")
  class BothVersionsStayCorrect implements Experiment<ColumnSwap, Prices> {
    static final int ROWS = 20_000;
    static final int BATCH = 500;
    static final int ROUNDS = ROWS / BATCH; // a round is one batch, with some writes at the same time
    static final List<Integer> PLACES = List.of(-BATCH, 150, BATCH + 300); // behind the batch, in it, ahead of it
    static final int OFFERED = ROUNDS * 5 * PLACES.size() - 2 * 5 + 2 * (ROUNDS - 1); // no place before the first, after the last batch
    static final int LATE = 20; // writes of the old version after somebody asked for contract

    static final Duration QUIET = Duration.ofMillis(200); // a day, for an application with a nightly job
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host
    static final BoundedTransaction AMPLE = new BoundedTransaction(SOON, SOON.multipliedBy(2));

    static final DualWriteColumnSwap.Swap PRICE_TO_CENTS =
        new DualWriteColumnSwap.Swap(
            "items",
            "id",
            new DualWriteColumnSwap.Column("price", "numeric(12,2)", "$ / 100.0"),
            new DualWriteColumnSwap.Column("price_cents", "bigint", "($ * 100)::bigint"),
            Shop.OLD_POOL,
            QUIET);

    final Postgres postgres;
    final Faults faults;
    final History history;
    final CyclicBarrier round = new CyclicBarrier(2);

    BothVersionsStayCorrect(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({DualWriteColumnSwap.class, BatchBackfill.class, LockTimeoutRetrier.class, BoundedTransaction.class})
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
      postgres.execute("INSERT INTO items SELECT n, n / 100.0 FROM generate_series(1, %d) n".formatted(ROWS));
      swap.expand();
      try (Shop shop = new Shop(postgres, swap)) {
        faults.alongside("both versions write during the backfill", () -> backfill(swap), () -> trade(shop));
        long diverging = postgres.number("SELECT count(*) FROM items WHERE price_cents IS DISTINCT FROM price * 100");

        if (!faults.real()) {
          shop.endOldVersion(); // it took part before the backfill, and has gone when the column is to go
        }
        int alive = faults.real() ? Shop.oldSessions().size() : 0;
        String refusal = contract(swap);
        int lateFailing = faults.real() ? shop.oldWritesFailing(LATE) : 0;
        long overlooked = alive - Shop.oldSessions().stream().limit(alive).filter(refusal::contains).count();
        shop.endOldVersion();
        if (!refusal.isEmpty()) {
          Awaitility.await("contract, after the old version ended").atMost(SOON).until(() -> contract(swap).isEmpty());
        }
        return new Prices(
            shop.written(), shop.writtenDuringBackfill(), shop.oldWritesBehindCursor(),
            diverging, shop.misread(), refusal, overlooked, lateFailing, columnIsGone());
      }
    }

    @Override
    public void felt(Prices seen) {
      // All rounds but the first, whose writes come before the first batch is done.
      assertThat(seen.writesDuringBackfill()).isGreaterThan(OFFERED * 9 / 10);
    }

    @Override
    public void holds(Prices seen) {
      assertThat(seen.writes()).isEqualTo(OFFERED);
      assertThat(seen.rowsDiverging()).isZero();
      assertThat(seen.misread()).isZero();
      assertThat(seen.oldSessionsOverlooked()).isZero();
      assertThat(seen.lateWritesFailing()).isZero();
      assertThat(seen.contracted()).isTrue();
    }

    /** Without dual write each old write behind the cursor is lost to the new version; unasked, each late one fails. */
    @Override
    public void breaks(Prices seen) {
      assertThat(seen)
          .satisfiesAnyOf(
              prices -> {
                assertThat(prices.oldWritesBehindCursor()).isGreaterThanOrEqualTo(3 * (ROUNDS - 2));
                assertThat(prices.rowsDiverging()).isGreaterThanOrEqualTo(prices.oldWritesBehindCursor());
              },
              prices -> {
                assertThat(prices.oldSessionsOverlooked()).isEqualTo(Shop.oldSessions().size());
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
          new LockTimeoutRetrier(postgres.dataSource(), options, Pause.interruptible(), meters), PRICE_TO_CENTS);
    }

    private void backfill(ColumnSwap swap) throws Exception {
      var options = new BatchBackfill.Options(BATCH, AMPLE, 1, QUIET);
      new BatchBackfill(
              postgres.dataSource(), swap.backfill(), options, this::nextRound, Pause.interruptible(), new SimpleMeterRegistry())
          .run();
    }

    private void trade(Shop shop) throws Exception {
      for (int batch = 0; batch < ROUNDS; batch++) {
        nextRound();
        long cursor = cursor();
        shop.backfillIsAt(cursor, ROWS);
        History.Invocation trade = history.invoke("both versions", "write");
        for (int place : PLACES) {
          long firstRow = (long) batch * BATCH + place;
          if (firstRow >= 0 && firstRow < ROWS) {
            shop.changePrices(firstRow);
          }
        }
        if (batch > 0) {
          shop.add(-2L * batch); // before the table's first row, so behind every batch
        }
        trade.ok("backfill at row " + cursor);
      }
      nextRound(); // the batch that finds no row left
    }

    /** Under the fault a batch and a round of writes begin together; in calm the writes have all been made before. */
    private void nextRound() throws InterruptedException {
      if (faults.real()) {
        try {
          round.await(SOON.toMillis(), TimeUnit.MILLISECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException("writers and backfill lost each other", e);
        }
      }
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

    /** The last row of the backfill's last batch; 0 before there is one. */
    private long cursor() throws Exception {
      boolean begun = postgres.number("SELECT count(*) FROM pg_class WHERE relname = 'backfill_progress'") > 0;
      return begun ? postgres.number("SELECT GREATEST(0, max(last_key)) FROM backfill_progress") : 0;
    }

    private boolean columnIsGone() throws Exception {
      return postgres.number(
              "SELECT count(*) FROM pg_attribute WHERE attrelid = 'items'::regclass AND attname = 'price' AND NOT attisdropped")
          == 0;
    }
  }

  /**
   * @param writesDuringBackfill those made while the stored progress was neither at its begin nor at its end
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
      long oldSessionsOverlooked,
      int lateWritesFailing,
      boolean contracted) {}
}
