package dev.holdfast.harness.site;

import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Operation.Told;
import dev.holdfast.harness.history.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Operations and windows made by hand. */
final class SampleHistories {
  private static final long MILLI = 1_000_000;

  private SampleHistories() {}

  static List<Window> windows(List<Operation> operations, boolean real) {
    if (operations.isEmpty()) {
      return List.of();
    }
    if (operations.getFirst().action().equals("batch")) {
      return List.of(600, 1_400, 2_200, 3_000, 3_800).stream()
          .map(
              at ->
                  new Window(
                      "the connection is cut",
                      "the link to postgres",
                      at * MILLI,
                      (at + 40) * MILLI,
                      real))
          .toList();
    }
    return List.of(new Window("200 callers at once", "", 240 * MILLI, 460 * MILLI, real));
  }

  static List<Operation> callers(int calls, int loads) {
    Random random = new Random(7);
    List<Operation> operations = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      long at = (240 + random.nextInt(30)) * MILLI;
      operations.add(
          new Operation(
              "caller " + call,
              "get",
              "42.00",
              at,
              (445 + random.nextInt(12)) * MILLI,
              told(call)));
    }
    for (int load = 0; load < loads && load < 100; load++) {
      long at = (242 + random.nextInt(30)) * MILLI;
      operations.add(
          new Operation("origin " + load, "load", Samples.NASTY, at, at + 190 * MILLI, Told.OK));
    }
    return sorted(operations);
  }

  static List<Operation> writes() {
    long at = 200 * MILLI;
    return sorted(
        List.of(
            new Operation("leader", "acquire", "token 33", at, at + 9 * MILLI, Told.OK),
            new Operation(
                "leader",
                "write",
                Samples.NASTY,
                at + 50 * MILLI,
                at + Duration.ofMillis(1_700).toNanos(),
                Told.INDETERMINATE),
            new Operation(
                "successor", "acquire", "token 34", at + 600 * MILLI, at + 612 * MILLI, Told.OK),
            new Operation(
                "successor", "write", "42.00", at + 640 * MILLI, at + 880 * MILLI, Told.OK),
            new Operation(
                "leader",
                "release",
                "token 33",
                at + 1_702 * MILLI,
                at + 1_900 * MILLI,
                Told.FAILED)));
  }

  static List<Operation> batches(boolean kept) {
    List<Operation> operations = new ArrayList<>();
    for (int batch = 0; batch < 42; batch++) {
      boolean cut = batch % 8 == 6;
      Told told = cut ? Told.INDETERMINATE : kept ? Told.OK : Told.FAILED;
      operations.add(
          new Operation(
              "backfill",
              "batch",
              "rows " + batch * 500,
              batch * 100 * MILLI,
              (batch * 100 + 85) * MILLI,
              told));
    }
    return operations;
  }

  static Told told(int call) {
    return call % 40 == 39 ? Told.FAILED : call % 27 == 26 ? Told.INDETERMINATE : Told.OK;
  }

  static List<Operation> sorted(List<Operation> operations) {
    return operations.stream().sorted(Comparator.comparingLong(Operation::invoked)).toList();
  }
}
