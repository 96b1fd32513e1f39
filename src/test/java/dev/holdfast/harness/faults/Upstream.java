package dev.holdfast.harness.faults;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
  public record Knock(byte[] says, int answers) {
    private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    /**
     * HTTP/2, gRPC too: preface and an empty SETTINGS frame; the server's own SETTINGS answer it.
     */
    public static Knock http2() {
      byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      byte[] says = Arrays.copyOf(preface, preface.length + EMPTY_SETTINGS.length);
      System.arraycopy(EMPTY_SETTINGS, 0, says, preface.length, EMPTY_SETTINGS.length);
      return new Knock(says, EMPTY_SETTINGS.length);
    }
  }
}
