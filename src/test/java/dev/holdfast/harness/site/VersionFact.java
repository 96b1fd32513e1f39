package dev.holdfast.harness.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What depends on the version of a server, as its chapter declares it in {@code
 * versions/<chapter>.txt}: one line each, three parts between bars.
 *
 * @param version the first that has it
 * @param brings what it has
 * @param here what follows for the code of this project
 */
public record VersionFact(String version, String brings, String here) {
  private static final int PARTS = 3;

  /** In the file's order; none where the chapter declares none. */
  static List<VersionFact> of(String chapter) {
    String file = "/versions/" + chapter + ".txt";
    try (InputStream in = VersionFact.class.getResourceAsStream(file)) {
      return in == null
          ? List.of()
          : new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> parse(file, line))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static VersionFact parse(String file, String line) {
    String[] parts = line.split("\\s*\\|\\s*", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException(
          "%s: %d parts, %d are needed: version | what it has | what follows here, in: %s"
              .formatted(file, parts.length, PARTS, line));
    }
    return new VersionFact(parts[0].strip(), parts[1], parts[2].strip());
  }
}
