package dev.holdfast.harness.site;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An observation's components as people read them: names in words, durations in a unit, long lists
 * cut.
 */
final class Observed {
  private static final int MOST_ITEMS = 12;

  private Observed() {}

  static List<ArmView.Field> fields(@Nullable Object observation, Redaction redaction) {
    if (observation == null) {
      return List.of();
    }
    if (!(observation instanceof Map<?, ?> components)) {
      return List.of(new ArmView.Field("seen", redaction.of(text(observation))));
    }
    List<ArmView.Field> fields = new ArrayList<>();
    components.forEach(
        (name, value) -> {
          if (StripView.of(String.valueOf(name), value, redaction).isEmpty()) {
            fields.add(
                new ArmView.Field(Words.spaced(String.valueOf(name)), redaction.of(text(value))));
          }
        });
    return fields;
  }

  /** The components that are drawn and not told. */
  static List<StripView> strips(@Nullable Object observation, Redaction redaction) {
    return observation instanceof Map<?, ?> components
        ? components.entrySet().stream()
            .flatMap(
                e -> StripView.of(String.valueOf(e.getKey()), e.getValue(), redaction).stream())
            .toList()
        : List.of();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "none";
      case Map<?, ?> map ->
          list(
              map.entrySet().stream()
                  .map(e -> Words.spaced(String.valueOf(e.getKey())) + " " + text(e.getValue())));
      case Collection<?> items -> list(items.stream().map(Observed::text));
      case Boolean yes -> yes ? "yes" : "no";
      case Double number -> Words.format(Math.abs(number) < 100 ? "%.3g" : "%,.0f", number);
      case Number number -> Words.format("%,d", number.longValue());
      case String text when text.startsWith("PT") || text.startsWith("-PT") -> duration(text);
      default -> String.valueOf(value);
    };
  }

  private static String list(Stream<String> items) {
    List<String> all = items.toList();
    String shown = all.stream().limit(MOST_ITEMS).collect(Collectors.joining(", "));
    int more = all.size() - MOST_ITEMS;
    return all.isEmpty() ? "none" : more > 0 ? shown + " … and %d more".formatted(more) : shown;
  }

  private static String duration(String text) {
    try {
      return Words.duration(Duration.parse(text));
    } catch (DateTimeParseException _) {
      // A text that only looks like one.
      return text;
    }
  }
}
