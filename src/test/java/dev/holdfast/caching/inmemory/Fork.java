package dev.holdfast.caching.inmemory;

import dev.holdfast.harness.evidence.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that works one figure out, and writes it into a file. */
final class Fork {
  private static final String ANSWER = "fork.answer";
  private static final int LIMIT = 60; // seconds; a fork takes a few

  private Fork() {}

  /** In the fork: what it was started for. */
  static void answer(Object value) {
    Json.write(Path.of(System.getProperty(ANSWER)), value);
  }

  /**
   * @param options of the JVM
   * @throws IllegalStateException when it fails, or takes too long; its output is in the message
   */
  static <T> T run(Class<T> type, Class<?> main, List<String> options, String argument) {
    try {
      Path folder = Files.createTempDirectory("fork");
      Path answer = folder.resolve("answer.json");
      Path log = folder.resolve("log");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.add("-D%s=%s".formatted(ANSWER, answer));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
      command.add(argument);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(LIMIT, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "%s %s %s %s: %s"
                .formatted(
                    main.getName(),
                    argument,
                    options,
                    ended ? "failed with " + process.exitValue() : "took over " + LIMIT + " s",
                    Files.readString(log)));
      }
      T value = Json.read(answer, type);
      Files.delete(answer);
      Files.delete(log);
      Files.delete(folder);
      return value;
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + main.getName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + main.getName() + " ran", e);
    }
  }
}
