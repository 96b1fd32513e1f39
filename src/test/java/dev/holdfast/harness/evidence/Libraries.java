package dev.holdfast.harness.evidence;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Which version of a library this process runs with. */
public final class Libraries {
  private Libraries() {}

  /**
   * From the name of its jar, since not every artifact carries its coordinates.
   *
   * @param artifact group and name: {@code org.jooq:jooq}
   */
  public static String version(String artifact) {
    String name = artifact.substring(artifact.indexOf(':') + 1);
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(jar -> jar.matches(Pattern.quote(name) + "-\\d.*\\.jar"))
        .map(jar -> jar.substring(name.length() + 1, jar.length() - ".jar".length()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(artifact + " is not on the class path"));
  }
}
