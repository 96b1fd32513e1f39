package dev.holdfast.postgres.migration;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An expression of a type's own values by the row's number {@code i}. Pure. */
final class PlainValue {
  /** Above what people's own sequences reach, and within an int. */
  private static final long KEYS_FROM = 1_000_000_000L;

  /** How many values a column has that need not be unique: enough for a histogram. */
  private static final int DISTINCT = 1_000;

  private PlainValue() {}

  /**
   * Nothing for types that nobody can make up.
   *
   * @param unique another one in each row
   * @param digits alone in a text, since it is to be a number one day
   */
  static Optional<String> of(Shape.Column column, boolean unique, boolean digits) {
    String number = unique ? "(%d + i)".formatted(KEYS_FROM) : "(i %% %d)".formatted(DISTINCT);
    return Optional.ofNullable(
        switch (column.category()) {
          case "N" -> column.base().equals("smallint") ? "(i % 32767)" : number;
          case "S" -> text(column.length(), number, digits);
          case "B" -> "i % 2 = 0";
          case "D" -> "timestamp '2025-01-01' + i * interval '1 minute'";
          case "T" -> "i * interval '1 second'";
          case "I" -> "inet '10.0.0.0' + i";
          case "V" -> column.base().equals("bit") ? null : "i::bit(32)";
          case "A" -> "'{}'";
          case "R" -> "'empty'";
          default -> special(column.base());
        });
  }

  private static String text(int length, String number, boolean digits) {
    if (length > 0) {
      return "right(%s::text, %d)".formatted(number, length);
    }
    return digits ? number + "::text" : "'v' || " + number;
  }

  private static @Nullable String special(String base) {
    return switch (base) {
      case "uuid" -> "md5(i::text)";
      case "json", "jsonb" -> "json_build_object('n', i)";
      case "bytea" -> "decode(md5(i::text), 'hex')";
      case "tsvector" -> "to_tsvector('simple', i::text)";
      case "point" -> "point(i, i)";
      case "xml" -> "'<n>' || i || '</n>'";
      default -> null;
    };
  }
}
