package dev.holdfast.harness.site;

import dev.holdfast.harness.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations laid out so that none hides another: a lane for every process where they are few, else
 * as few rows as it takes.
 *
 * @param rows in each, no operation begins before the one to its left has ended
 */
record Lanes(List<Lane> lanes) {
  /** More names than this are no longer read. */
  private static final int MOST_NAMED = 12;

  /** One process's rows, or everybody's under no name. */
  record Lane(String name, List<List<Operation>> rows) {}

  /**
   * Lays out the operations of one arm.
   *
   * @param apart how many nanoseconds a mark takes at least, so that short ones do not touch
   */
  static Lanes of(List<Operation> operations, double apart) {
    Map<String, List<Operation>> processes = new LinkedHashMap<>();
    for (Operation operation : operations) {
      processes.computeIfAbsent(operation.process(), _ -> new ArrayList<>()).add(operation);
    }
    List<Lane> lanes = new ArrayList<>();
    if (processes.size() <= MOST_NAMED) {
      processes.forEach((name, own) -> lanes.add(new Lane(name, rows(own, apart))));
    } else {
      lanes.add(new Lane("", rows(operations, apart)));
    }
    return new Lanes(lanes);
  }

  int rows() {
    return lanes.stream().mapToInt(lane -> lane.rows().size()).sum();
  }

  /** First fit; operations come in the order of their invocation. */
  private static List<List<Operation>> rows(List<Operation> operations, double apart) {
    List<List<Operation>> rows = new ArrayList<>();
    for (Operation operation : operations) {
      List<Operation> row =
          rows.stream()
              .filter(free -> end(free.getLast(), apart) <= operation.invoked())
              .findFirst()
              .orElse(null);
      if (row == null) {
        row = new ArrayList<>();
        rows.add(row);
      }
      row.add(operation);
    }
    return rows;
  }

  private static double end(Operation operation, double apart) {
    return Math.max(operation.ended(), operation.invoked() + apart);
  }
}
