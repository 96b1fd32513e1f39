package dev.holdfast.postgres.driver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values made by a seed, each with what is to be read after it was written. */
final class Samples {
  private static final long SEED = 20_261_101; // any; the same in every arm
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final int MICROS = 1_000_000;

  /** Nanoseconds: rounding takes them up, and cutting off leaves them out. */
  private static final int MORE_THAN_HALF = 501;

  private static final int A_MICRO = 1_000;

  /** What a text array written by hand takes for its own signs. */
  private static final List<String> SIGNS = List.of(",", "\"", "\\", "{", "}", "', '", " , ");

  private Samples() {}

  /**
   * @param moment as it is written
   * @param cut the same as it must be read
   * @param texts as they are written and must be read
   */
  record Sample(Instant moment, Instant cut, List<String> texts) {}

  static List<Sample> plain(int rows) {
    Random random = new Random(SEED);
    return Stream.generate(
            () -> {
              Instant moment = moment(random);
              return new Sample(moment, moment, List.of(word(random), word(random)));
            })
        .limit(rows)
        .toList();
  }

  /** The same, each at an edge of its type. */
  static List<Sample> edges(int rows) {
    Random random = new Random(SEED);
    return IntStream.range(0, rows)
        .mapToObj(
            row -> {
              Instant cut = moment(random);
              Instant moment = cut.plusNanos(random.nextInt(MORE_THAN_HALF, A_MICRO));
              String sign = SIGNS.get(row % SIGNS.size());
              return new Sample(
                  moment, cut, List.of(word(random) + sign + word(random), "NULL", ""));
            })
        .toList();
  }

  private static Instant moment(Random random) {
    return Instant.ofEpochSecond(random.nextLong(-LAST / 8, LAST))
        .plus(random.nextInt(MICROS), ChronoUnit.MICROS);
  }

  private static String word(Random random) {
    return "w" + Integer.toString(random.nextInt(MICROS), Character.MAX_RADIX);
  }
}
