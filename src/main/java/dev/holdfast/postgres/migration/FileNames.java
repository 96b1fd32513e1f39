package dev.holdfast.postgres.migration;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What Flyway takes a file for, by its name. Pure. */
final class FileNames {
  private static final Pattern MIGRATION = Pattern.compile("(V[^_].*|R)__.+\\.sql");
  private static final Pattern CALLBACK = Pattern.compile("(before|after)[A-Z]\\w*\\.sql");

  /** A version of so many digits is a date. */
  private static final Pattern DATED = Pattern.compile("V\\d{8}.*");

  private FileNames() {}

  static boolean isMigration(String name) {
    return MIGRATION.matcher(name).matches();
  }

  /** What a file of SQL is that is no migration. */
  static String kind(String name) {
    if (name.startsWith("U")) {
      return "an undo file";
    }
    return CALLBACK.matcher(name).matches()
        ? "a callback of Flyway's"
        : "no migration by its name, which would be like V1__create_orders.sql";
  }

  /** Versions of two kinds are in an order that not everybody expects. */
  static Optional<String> orderOf(List<Path> files) {
    List<String> versioned =
        files.stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.startsWith("V") && isMigration(name))
            .toList();
    List<String> dated = versioned.stream().filter(name -> DATED.matcher(name).matches()).toList();
    return dated.isEmpty() || dated.size() == versioned.size()
        ? Optional.empty()
        : Optional.of(
            "versions are numbers and dates mixed: %s runs after every number"
                .formatted(dated.getFirst()));
  }
}
