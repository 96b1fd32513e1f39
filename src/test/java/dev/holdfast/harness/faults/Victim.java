package dev.holdfast.harness.faults;

/** A container that faults can be put to; the engine is the instrument. */
public interface Victim {
  /** How a reader knows it: {@code server-1}. */
  String name();

  /** Freezes every process in it; sockets stay open. */
  void pause();

  void resume();

  /**
   * Sends a signal, {@code SIGTERM}, to its first process, and returns once the engine has taken
   * the request.
   */
  void signal(String signal);

  /** Starts it again after it ended; its host ports may be others afterwards. */
  void restart();
}
