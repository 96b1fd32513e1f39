package dev.holdfast.postgres.migration;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;

/**
 * A folder of Flyway-style SQL files as a server can take them: a copy, so that nothing of the
 * user's is touched.
 *
 * <p>The restrict and unrestrict commands that {@code pg_dump} writes for psql are left out, with a
 * note. Any other command of psql is refused, since no server knows it. Thread-safe.
 *
 * @param copy what Flyway is to read
 * @param notes what was changed on the way
 */
record MigrationFolder(Path copy, List<String> notes) implements AutoCloseable {
  private static final Pattern OF_A_DUMP = Pattern.compile("^\\\\(un)?restrict\\b.*");
  private static final Pattern OF_PSQL = Pattern.compile("^\\\\[a-z!?]+.*");
  private static final Pattern MIGRATION = Pattern.compile("(V[^_].*|R)__.+\\.sql");

  MigrationFolder {
    notes = List.copyOf(notes);
  }

  /**
   * @throws MigrationCheckException where the folder has no migrations, a file is not UTF-8, or one
   *     needs psql
   */
  static MigrationFolder of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new MigrationCheckException(
          folder + " is no folder; name the one with V1__….sql files");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    if (files.stream().noneMatch(file -> isMigration(file.getFileName().toString()))) {
      throw new MigrationCheckException(
          "no migration in %s: names like V1__create_orders.sql or R__views.sql are looked for"
              .formatted(folder));
    }
    Path copy = Files.createTempDirectory("migration-check").resolve("all");
    List<String> notes = new ArrayList<>();
    for (Path file : files) {
      Path relative = folder.relativize(file);
      Path target = copy.resolve(relative);
      Files.createDirectories(target.getParent());
      Files.writeString(
          target,
          isMigration(file.getFileName().toString())
              ? cleaned(relative, read(relative, file), notes)
              : read(relative, file));
      if (relative.getFileName().toString().startsWith("U")) {
        notes.add(relative + ": an undo file; not run");
      }
    }
    return new MigrationFolder(copy, notes);
  }

  /**
   * One file.
   *
   * @param name as Flyway has it
   * @param alone a folder that holds it, and its settings, and nothing else
   */
  record Script(String name, String text, Path alone) {}

  /** A file that Flyway found in the copy. */
  Script script(MigrationInfo info) {
    Path file = Path.of(info.getPhysicalLocation());
    Path alone = copy.resolveSibling("alone").resolve(info.getScript());
    Path settings = file.resolveSibling(file.getFileName() + ".conf");
    try {
      Files.createDirectories(alone);
      Files.copy(file, alone.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      if (Files.exists(settings)) {
        Files.copy(
            settings, alone.resolve(settings.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
      return new Script(info.getScript(), Files.readString(file), alone);
    } catch (IOException e) {
      throw new MigrationCheckException("cannot read " + info.getScript(), e);
    }
  }

  /** Removes the copy. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(copy.getParent())) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static boolean isMigration(String name) {
    return MIGRATION.matcher(name).matches();
  }

  private static String read(Path name, Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new MigrationCheckException(
          "%s is not UTF-8; convert it: iconv -f ISO-8859-1 -t UTF-8".formatted(name), e);
    }
  }

  private static String cleaned(Path name, String text, List<String> notes) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = 0; i < lines.size(); i++) {
      if (OF_A_DUMP.matcher(lines.get(i)).matches()) {
        notes.add(
            "%s:%d: %s left out, it is for psql alone".formatted(name, i + 1, word(lines.get(i))));
        lines.set(i, "");
      } else if (OF_PSQL.matcher(lines.get(i)).matches()) {
        throw new MigrationCheckException(
            "%s:%d: %s is a command of psql; Flyway and the server know SQL only"
                .formatted(name, i + 1, word(lines.get(i))));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String word(String line) {
    return line.split("\\s", 2)[0];
  }
}
