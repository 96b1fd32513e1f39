package dev.holdfast.caching.inmemory;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Keys in an order that is the same in every arm. */
final class Keys {
  private static final long SEED = 42;

  private Keys() {}

  /**
   * Popular keys: the n-th is asked for with a probability that falls as n^-skew.
   *
   * @param keys how many different ones
   */
  static int[] zipf(int count, int keys, double skew) {
    double[] upTo = IntStream.rangeClosed(1, keys).mapToDouble(n -> Math.pow(n, -skew)).toArray();
    Arrays.parallelPrefix(upTo, Double::sum);
    Random random = new Random(SEED);
    return IntStream.range(0, count)
        .map(_ -> Arrays.binarySearch(upTo, random.nextDouble() * upTo[keys - 1]))
        .map(found -> found < 0 ? -found - 1 : found)
        .toArray();
  }
}
