package dev.holdfast.harness.bench;

import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.util.ListStatistics;

/**
 * How many times the baseline's time a way takes, with its 95 % confidence interval.
 *
 * <p>What is repeated, and so what counts, is a whole process: the calls within one share what its
 * compiler happened to do. The processes come in rounds, one of each way a round, so that what
 * slows the machine down for a while slows both. Each round gives one ratio; the value is their
 * geometric mean, and the interval Student's t on their logarithms. Source: Georges, Buytaert and
 * Eeckhout, "Statistically Rigorous Java Performance Evaluation", OOPSLA 2007.
 */
public record Ratio(double value, double low, double high) {
  private static final double CONFIDENCE = 0.95;
  private static final int FEWEST_ROUNDS = 3; // below, an interval would say nothing

  /** Where it lies beside what is asked. */
  public enum Standing {
    /** The whole interval is. */
    WITHIN,
    /** The whole interval is above. */
    OVER,
    /** The bound is inside of the interval: measured too coarsely to say. */
    OPEN,
    /** Nothing is asked. */
    NOT_ASKED
  }

  /**
   * From times of rounds, in the same order.
   *
   * @param times of a call this way, a round each; in any unit
   * @param baseline of a call in the bare way, in the same unit
   */
  public static Ratio of(List<Double> times, List<Double> baseline) {
    if (times.size() != baseline.size() || times.size() < FEWEST_ROUNDS) {
      throw new IllegalArgumentException(
          "%d rounds beside %d of the baseline; as many of both are needed, and at least %d"
              .formatted(times.size(), baseline.size(), FEWEST_ROUNDS));
    }
    ListStatistics logarithms = new ListStatistics();
    for (int round = 0; round < times.size(); round++) {
      logarithms.addValue(logarithm(times.get(round)) - logarithm(baseline.get(round)));
    }
    double[] interval = logarithms.getConfidenceIntervalAt(CONFIDENCE);
    return new Ratio(Math.exp(logarithms.getMean()), Math.exp(interval[0]), Math.exp(interval[1]));
  }

  public Standing beside(Optional<Double> atMost) {
    if (atMost.isEmpty()) {
      return Standing.NOT_ASKED;
    }
    if (high <= atMost.get()) {
      return Standing.WITHIN;
    }
    return low > atMost.get() ? Standing.OVER : Standing.OPEN;
  }

  private static double logarithm(double time) {
    if (!(time > 0 && time < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a call took " + time + "; a time is positive");
    }
    return Math.log(time);
  }
}
