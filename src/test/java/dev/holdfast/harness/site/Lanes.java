package dev.holdfast.harness.site;

import dev.holdfast.harness.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations laid out so that none hides another: a lane for every process where they are few, else
 * one for every kind of action; in a lane, as few rows as it takes.
 */
record Lanes(List<Lane> lanes) {
  /** More names than this are no longer read. */
  private static final int MOST_NAMED = 12;

  /**
   * What one process did, or what many did of one kind.
   *
   * @param rows in each, no operation begins before the one to its left has ended
   */
  record Lane(String name, boolean oneProcess, List<List<Operation>> rows) {
    int operations() {
      return rows.stream().mapToInt(List::size).sum();
    }
  }

  /**
   * Lays out the operations of one arm.
   *
   * @param apart how many nanoseconds a mark takes at least, so that short ones do not touch
   */
  static Lanes of(List<Operation> operations, double apart) {
    boolean few = operations.stream().map(Operation::process).distinct().count() <= MOST_NAMED;
    Map<String, List<Operation>> groups = new LinkedHashMap<>();
    for (Operation operation : operations) {
      String name = few ? operation.process() : operation.action();
      groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(operation);
    }
    List<Lane> lanes = new ArrayList<>();
    List<String> stems = groups.keySet().stream().map(Lanes::stem).toList();
    groups.keySet().stream()
        .sorted(
            Comparator.comparing((String name) -> stems.indexOf(stem(name)))
                .thenComparing(Lanes::number))
        .forEach(
            name ->
                lanes.add(new Lane(name, few, rows(groups.getOrDefault(name, List.of()), apart))));
    return new Lanes(lanes);
  }

  /**
   * A name without its number: {@code client-10} is listed after {@code client-9}, wherever it
   * first acted.
   */
  private static String stem(String name) {
    return name.replaceFirst("\\d{1,9}$", "");
  }

  private static int number(String name) {
    String number = name.substring(stem(name).length());
    return number.isEmpty() ? 0 : Integer.parseInt(number);
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
