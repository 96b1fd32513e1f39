package dev.holdfast.harness.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How evidence is written down: readable, with durations as ISO-8601 text, and never half a file.
 */
public final class Json {
  static final JsonMapper LINES =
      JsonMapper.builder().disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS).build();
  static final JsonMapper MAPPER =
      LINES.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** Replaces the file as a whole: a reader sees the old one or the new one. */
  public static void write(Path file, Object value) {
    replace(file, MAPPER.writeValueAsString(value) + "\n");
  }

  public static <T> T read(Path file, Class<T> type) {
    return MAPPER.readValue(file.toFile(), type);
  }

  /** What was read as maps and lists, as this type. */
  public static <T> T convert(Object read, Class<T> type) {
    return MAPPER.convertValue(read, type);
  }

  static void replace(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path beside = file.resolveSibling(file.getFileName() + ".part");
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write " + file + ": no claim counts without its evidence", e);
    }
  }
}
