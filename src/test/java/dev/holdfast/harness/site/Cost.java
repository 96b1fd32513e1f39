package dev.holdfast.harness.site;

import dev.holdfast.harness.evidence.Evidence;
import java.util.List;
import java.util.Map;

/**
 * What proofs cost: how long the harness took for each arm beyond its scenario, as a median, since
 * the first arm that needs a server waits for it to start.
 */
public record Cost(long arms, long medianHarnessMillis, long medianRunMillis, double seconds) {

  static Cost of(List<Evidence> evidence) {
    List<Map<String, Long>> millis =
        evidence.stream().flatMap(one -> one.arms().stream()).map(arm -> arm.millis()).toList();
    return new Cost(
        millis.size(),
        median(millis.stream().map(phases -> sum(phases) - run(phases)).toList()),
        median(millis.stream().map(Cost::run).toList()),
        evidence.stream().mapToDouble(Evidence::seconds).sum());
  }

  public String total() {
    return Words.seconds(seconds);
  }

  private static long run(Map<String, Long> phases) {
    return phases.getOrDefault("run", 0L);
  }

  private static long sum(Map<String, Long> phases) {
    return phases.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long median(List<Long> values) {
    return values.isEmpty() ? 0 : values.stream().sorted().toList().get((values.size() - 1) / 2);
  }
}
