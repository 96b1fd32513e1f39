package dev.holdfast.harness.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who started a container: a run, in a process, on a host. Everything that a run makes in the
 * engine carries it as labels.
 *
 * @param process the process id and the time it began, since ids are used again
 */
record Owner(String run, String host, String process) {
  static final String RUN = "dev.holdfast.run";
  static final String HOST = "dev.holdfast.host";
  static final String PROCESS = "dev.holdfast.process";

  static Owner self() {
    return new Owner(
        UUID.randomUUID().toString().substring(0, 8),
        localHost(),
        describe(ProcessHandle.current()));
  }

  static Optional<Owner> of(Map<String, String> labels) {
    return labels.containsKey(RUN)
        ? Optional.of(
            new Owner(
                labels.get(RUN), labels.getOrDefault(HOST, ""), labels.getOrDefault(PROCESS, "")))
        : Optional.empty();
  }

  Map<String, String> labels() {
    return Map.of(RUN, run, HOST, host, PROCESS, process);
  }

  /** Whether its process has certainly ended: only processes of this host can be looked at. */
  boolean dead() {
    if (!host.equals(localHost())) {
      return false;
    }
    long pid = Long.parseLong(process.substring(0, process.indexOf('@')));
    return ProcessHandle.of(pid).map(handle -> !describe(handle).equals(process)).orElse(true);
  }

  private static String describe(ProcessHandle handle) {
    return handle.pid()
        + "@"
        + handle.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
  }

  private static String localHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      throw new UncheckedIOException("this host does not know its own name", e);
    }
  }
}
