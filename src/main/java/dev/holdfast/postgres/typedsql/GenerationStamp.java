package dev.holdfast.postgres.typedsql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What generated code was generated from, and what came out: a digest of each file, so that a build
 * without a server notices an edited migration and an edited class.
 *
 * <p>Limit: it knows files, not schemas; that the code is right is for {@link
 * GeneratedTables#drift} to say. The stamp's format is that of {@code sha256sum}; lines end alike
 * on every system.
 *
 * <p>Immutable, thread-safe.
 *
 * @param file the stamp
 * @param folders whose files count, and those of their folders
 */
record GenerationStamp(Path file, List<Path> folders) {
  private static final String GAP = "  ";

  /** Writes down the files as they are now. */
  void write() throws IOException {
    List<String> lines = new ArrayList<>();
    now().forEach((name, digest) -> lines.add(digest + GAP + name));
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  /** The files that are not as they were, a line each; empty when all are. */
  List<String> violations() throws IOException {
    if (!Files.exists(file)) {
      return List.of(file + " is not there");
    }
    Map<String, String> then = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      int gap = line.indexOf(GAP);
      if (gap < 0) { // as a merge may leave it
        return List.of("%s is damaged at \"%s\"".formatted(file, line));
      }
      then.put(line.substring(gap + GAP.length()), line.substring(0, gap));
    }
    Map<String, String> now = now();
    var names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    names.removeIf(name -> Objects.equals(then.get(name), now.get(name)));
    return names.stream()
        .map(
            name ->
                !then.containsKey(name)
                    ? name + " is new"
                    : now.containsKey(name) ? name + " was edited" : name + " is gone")
        .toList();
  }

  private Map<String, String> now() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Path folder : folders) {
      texts(folder).forEach((name, text) -> digests.put(folder + "/" + name, digest(text)));
    }
    return digests;
  }

  /** What stands in the files of a folder, by their names below it; nothing where there is none. */
  static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file).replace("\r\n", "\n"); // as a checkout may have them
          texts.put(folder.relativize(file).toString().replace('\\', '/'), text);
        }
      }
    }
    return texts;
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
