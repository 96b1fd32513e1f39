package dev.holdfast.postgres.migration;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param place of the folder, from the root of its repository on where it is in one
 * @param notes what was changed or left out on the way
 */
record MigrationFolder(Path copy, String place, List<String> notes) implements AutoCloseable {

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
    if (files.stream().noneMatch(file -> FileNames.isMigration(file.getFileName().toString()))) {
      throw new MigrationCheckException(
          "no migration in %s: names like V1__create_orders.sql or R__views.sql are looked for"
              .formatted(folder));
    }
    Map<Path, String> texts = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (Path file : files) {
      Path relative = folder.relativize(file);
      String name = file.getFileName().toString();
      if (FileNames.isMigration(name)) {
        String text = PsqlLines.leftOut(relative, read(relative, file), notes);
        Allowances.in(text).mistaken().forEach(one -> notes.add(relative + ": " + one));
        texts.put(relative, text);
      } else if (name.endsWith(".sql.conf")) {
        texts.put(relative, read(relative, file));
      } else if (name.endsWith(".sql")) {
        notes.add("%s: %s; not run".formatted(relative, FileNames.kind(name)));
      }
    }
    FileNames.orderOf(files).ifPresent(notes::add);
    return new MigrationFolder(copyOf(texts), RepositoryPlace.of(folder), notes);
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

  private static Path copyOf(Map<Path, String> texts) throws IOException {
    Path copy = Files.createTempDirectory("migration-check").resolve("all");
    for (Map.Entry<Path, String> file : texts.entrySet()) {
      Path target = copy.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    return copy;
  }

  private static String read(Path name, Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new MigrationCheckException(
          "%s is not UTF-8; convert it: iconv -f ITS-ENCODING -t UTF-8".formatted(name), e);
    }
  }
}
