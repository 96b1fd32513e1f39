package dev.holdfast.postgres.migration;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a folder is in its repository, as tools that show findings beside code name it. */
final class RepositoryPlace {
  private RepositoryPlace() {}

  /** Outside of a repository: from the working directory on, else the whole path. */
  static String of(Path some) {
    Path folder = some.toAbsolutePath().normalize();
    for (Path root = folder; root != null; root = root.getParent()) {
      if (Files.exists(root.resolve(".git"))) {
        return slashes(root.relativize(folder));
      }
    }
    Path here = Path.of("").toAbsolutePath();
    return slashes(folder.startsWith(here) ? here.relativize(folder) : folder);
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }
}
