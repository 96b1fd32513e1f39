package dev.holdfast.postgres.availability;

import dev.holdfast.harness.history.Strip;
import dev.holdfast.harness.history.Strip.Kind;
import dev.holdfast.harness.history.Strip.Tone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One payment, whose COMMIT was cut somewhere: what its caller was told, how many rows it left, and
 * what the server said later, where the caller had been told that nobody knows.
 */
record Payment(Told told, long rows, @Nullable TransactionOutcome later) {
  /** The letters of a strip. */
  static final List<Kind> LEGEND =
      List.of(
          new Kind("Y", Tone.GOOD, "told yes; one row"),
          new Kind("D", Tone.BAD, "told yes; done twice"),
          new Kind("P", Tone.BAD, "told yes; no row"),
          new Kind("N", Tone.OPEN, "told no; no row: the truth, and not done"),
          new Kind("L", Tone.BAD, "told no; one row"),
          new Kind("+", Tone.OPEN, "told unknown; one row, as the server says later"),
          new Kind("-", Tone.OPEN, "told unknown; no row, as the server says later"),
          new Kind("!", Tone.BAD, "told unknown; the server cannot say later, or is wrong"));

  /** What the caller was told: yes, it is done; no, it is not; or that nobody knows. */
  enum Told {
    YES,
    NO,
    UNKNOWN
  }

  String letter() {
    return switch (told) {
      case YES -> rows == 1 ? "Y" : rows > 1 ? "D" : "P";
      case NO -> rows == 0 ? "N" : "L";
      case UNKNOWN ->
          rows == 1 && later == TransactionOutcome.COMMITTED
              ? "+"
              : rows == 0 && later == TransactionOutcome.ABORTED ? "-" : "!";
    };
  }

  static Strip strip(String label, List<Payment> payments) {
    return new Strip(
        label, String.join("", payments.stream().map(Payment::letter).toList()), LEGEND);
  }
}
