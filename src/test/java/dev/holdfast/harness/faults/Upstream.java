package dev.holdfast.harness.faults;

/**
 * A server that a proxy can stand in front of.
 *
 * @param name how a reader knows it: {@code redis}
 * @param host its name on the network that it shares with Toxiproxy
 * @param knock what the canary says to it
 */
public record Upstream(String name, String host, int port, Knock knock) {

  /**
   * The shortest exchange that proves a path: bytes that any client may send first, and how many
   * bytes the server answers at least.
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Knock(byte[] says, int answers) {}
}
