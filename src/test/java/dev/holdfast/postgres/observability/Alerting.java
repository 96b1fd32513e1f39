package dev.holdfast.postgres.observability;

import dev.holdfast.harness.environment.Prometheus;
import dev.holdfast.harness.environment.Prometheus.Sample;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rules that Prometheus is given, and the one of them that is to speak.
 *
 * @param rules a rule file's text
 */
record Alerting(String rules, String alert) {
  /** Those that ship, for callers who wait as long as this. */
  static Alerting shipped(String alert, Duration givesUp) {
    return new Alerting(
        new AlertRules(Prometheus.INTERVAL, Prometheus.INTERVAL, givesUp).text(), alert);
  }

  /**
   * How a series stood beside the alert, on Prometheus's own clock: its samples at scrapes before
   * the alert fired first, and those after. Where it never did, all are before.
   */
  Beside beside(Prometheus prometheus, String series) {
    List<Sample> fired = firing(prometheus);
    double first = fired.isEmpty() ? Double.POSITIVE_INFINITY : fired.getFirst().at();
    List<Sample> all = prometheus.samples(series);
    return new Beside(
        !fired.isEmpty(),
        all.stream().filter(sample -> sample.at() < first).map(Sample::value).toList(),
        all.stream().filter(sample -> sample.at() >= first).map(Sample::value).toList());
  }

  /** Whether the alert has fired by now. */
  boolean fired(Prometheus prometheus) {
    return !firing(prometheus).isEmpty();
  }

  private List<Sample> firing(Prometheus prometheus) {
    return prometheus.samples("ALERTS{alertstate=\"firing\",alertname=\"" + alert + "\"}");
  }

  record Beside(boolean fired, List<Double> before, List<Double> after) {
    /** The largest value that a scrape had; 0 where none had one. */
    double most() {
      return Stream.concat(before.stream(), after.stream())
          .mapToDouble(Double::doubleValue)
          .max()
          .orElse(0);
    }
  }
}
