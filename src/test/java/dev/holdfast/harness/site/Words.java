package dev.holdfast.harness.site;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Outcome;
import dev.holdfast.harness.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** How names, times and enums read in a sentence. */
public final class Words {
  /** What an arm's time goes into, in its order. */
  public static final List<String> PHASES = List.of("set-up", "run", "check", "tear-down");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** {@code longestStall} and {@code load_lease} as words; an acronym stays one. */
  public static String spaced(String name) {
    StringBuilder words = new StringBuilder();
    for (String word : name.replace('_', ' ').split("(?<=[a-z0-9])(?=[A-Z])", -1)) {
      boolean acronym = word.length() > 1 && Character.isUpperCase(word.charAt(1));
      boolean first = words.isEmpty();
      words
          .append(first ? "" : " ")
          .append(first || acronym ? word : word.toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }

  /** Spaced, and with a capital: a title. */
  public static String title(String name) {
    return capital(spaced(name.replace('-', ' ')));
  }

  /** As a sentence begins. */
  public static String capital(String words) {
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** With three figures or so, in the unit that fits. */
  public static String duration(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    if (Math.abs(millis) < 10) {
      return format(millis == Math.rint(millis) ? "%.0f ms" : "%.1f ms", millis);
    }
    if (Math.abs(millis) < 1_000) {
      return format("%.0f ms", millis);
    }
    return seconds(millis / 1_000);
  }

  /** {@code 3.2 s}, {@code 2 min 31 s}. */
  public static String seconds(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? format("%.1f s", seconds) : format("%d min %d s", whole / 60, whole % 60);
  }

  /** {@code 1 claim}, {@code 1,200 claims}. */
  public static String count(long number, String one, String many) {
    return format("%,d %s", number, number == 1 ? one : many);
  }

  public static String role(Role role) {
    return switch (role) {
      case SUBJECT -> "subject";
      case CONTROL -> "control";
      case PEER -> "peer";
    };
  }

  /** What a reader has to know of a candidate. */
  public static String stands(Role role) {
    return switch (role) {
      case SUBJECT -> "subject: this code";
      case CONTROL -> "control: naive code";
      case PEER -> "peer: recorded, not judged";
    };
  }

  public static String number(long number) {
    return format("%,d", number);
  }

  public static String condition(Condition condition) {
    return condition == Condition.CALM ? "in calm" : "under the fault";
  }

  /** What an arm did, in a few words that say whether it should have. */
  static String outcome(Role role, Condition condition, Outcome outcome) {
    boolean shouldBreak = role == Role.CONTROL && condition == Condition.FAULT;
    return switch (outcome) {
      case HELD -> shouldBreak ? "survived the fault" : "promise kept";
      case BROKE -> role == Role.CONTROL && !shouldBreak ? "broke in calm" : broke(role);
      case NEITHER -> shouldBreak ? "did not break as predicted" : "promise not kept";
      case BOTH -> "the judges contradict each other";
      case UNCLEAR -> "no answer";
    };
  }

  private static String broke(Role role) {
    return switch (role) {
      case CONTROL -> "broke as predicted";
      case SUBJECT -> "broke, as naive code does";
      case PEER -> "broke";
    };
  }

  /** ISO-8601 as a date that people read; as it is where it is none. */
  public static String date(String instant) {
    try {
      return DATE.format(Instant.parse(instant));
    } catch (java.time.DateTimeException e) {
      return instant;
    }
  }

  /** {@code LateWriteSpec} as {@code late-write}: a file's name. */
  static String fileName(String className) {
    return className.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
