package dev.holdfast.postgres.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The files of operations and of what belongs to them, from the class path. */
final class OperationFiles {
  private static final String FOLDER = "/postgres/migration/";

  private OperationFiles() {}

  /** All operations, by name. */
  static List<Operation> all() {
    try (Stream<Path> files = Files.list(path("operations"))) {
      return files
          .sorted()
          .map(file -> new OperationText(file.getFileName().toString()).read(text(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file beside the operations' folder. */
  static String text(String name) {
    return text(path(name));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(String name) {
    try {
      URL url =
          Objects.requireNonNull(OperationFiles.class.getResource(FOLDER + name), FOLDER + name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
