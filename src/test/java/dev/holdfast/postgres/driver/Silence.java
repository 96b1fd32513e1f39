package dev.holdfast.postgres.driver;

import java.time.Duration;
import java.util.List;

/**
 * What the callers of a {@link SilentConnectionSpec} were told, and when.
 *
 * @param served by the server's own rows, before the link carried again
 * @param servedUnheard of these, those whose caller was not told so
 * @param toldInTime with an answer or an error
 * @param servedAfterwards when the link carried again
 */
record Silence(
    int toldInTime,
    int toldTooLate,
    Duration longest,
    long served,
    long servedUnheard,
    int servedAfterwards) {
  static Silence of(List<Calls.Told> told, long began, long served, int servedAfterwards) {
    List<Duration> waits = told.stream().map(call -> call.since(began)).sorted().toList();
    return new Silence(
        (int)
            waits.stream()
                .filter(wait -> wait.compareTo(SilentConnectionSpec.IN_TIME) <= 0)
                .count(),
        (int)
            waits.stream()
                .filter(wait -> wait.compareTo(SilentConnectionSpec.TOO_LONG) >= 0)
                .count(),
        waits.getLast(),
        served,
        served - told.stream().filter(Calls.Told::done).count(),
        servedAfterwards);
  }

  String figure() {
    return "%d of %d told in time, the last after %,d ms"
        .formatted(toldInTime, SilentConnectionSpec.CALLERS, longest.toMillis());
  }
}
