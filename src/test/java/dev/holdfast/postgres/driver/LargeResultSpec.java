package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.faults.Faults;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory does a large result need? */
@Specification(Outline.POSTGRES_DRIVER)
class LargeResultSpec {

  @Claim(
      says = "A result three times as large as the heap is read to its end",
      limit =
          "a row must fit; the transaction is open as long as the reading, and holds VACUUM back"
              + " meanwhile",
      source = "pgjdbc, documentation, query.md: Getting results based on a cursor")
  class ALargeResultNeedsASmallHeap implements Experiment<Class<?>, Exported> {
    static final int HEAP = 128; // megabytes, of every process under test
    static final int TOO_MANY = 3 * HEAP * (1 << 20) / Export.ROW; // rows
    static final int FEW = 10_000; // ten megabytes
    static final int UNUSED_PORT = 8080; // an export listens nowhere
    static final Duration LONG = Duration.ofSeconds(15); // many times what the reading takes

    static final Pattern ROWS = Pattern.compile(Export.READ + "(\\d+)");

    final Postgres postgres;
    final Processes processes;
    final Faults faults;

    ALargeResultNeedsASmallHeap(Postgres postgres, Processes processes, Faults faults) {
      this.postgres = postgres;
      this.processes = processes;
      this.faults = faults;
    }

    @Subject(StreamingRead.class)
    Class<?> fetch_size_in_a_transaction() {
      return StreamingExportMain.class;
    }

    @Control(differs = "the same fetch size in auto-commit, where the driver ignores it")
    Class<?> fetch_size_in_auto_commit() {
      return NaiveExportMain.class;
    }

    @Override
    public Exported run(Class<?> export) throws Exception {
      int rows = faults.instead("a result larger than the heap", FEW, TOO_MANY);
      AppProcess process =
          processes.start(
              "export",
              export,
              UNUSED_PORT,
              Export.arguments(postgres, rows).toArray(String[]::new));
      int status = process.awaitExit(LONG).orElse(-1);
      Matcher read = ROWS.matcher(process.log());
      return new Exported(
          rows,
          status,
          read.find() ? Integer.parseInt(read.group(1)) : 0,
          process.log().contains(Export.OUT_OF_MEMORY));
    }

    @Override
    public void holds(Exported seen) {
      assertThat(seen.rowsRead()).isEqualTo(seen.rows());
      assertThat(seen.status()).isZero();
    }

    @Override
    public void breaks(Exported seen) {
      assertThat(seen.outOfMemory()).isTrue();
      assertThat(seen.rowsRead()).isZero();
    }

    @Override
    public void felt(Exported seen) {
      assertThat(seen.rows()).isEqualTo(TOO_MANY);
    }

    @Override
    public String figure(Exported seen) {
      return seen.outOfMemory() ? "out of memory" : "%,d rows read".formatted(seen.rowsRead());
    }
  }

  /**
   * @param rows of the result
   * @param status with which the process ended; -1 when it did not
   */
  record Exported(int rows, int status, int rowsRead, boolean outOfMemory) {}
}
