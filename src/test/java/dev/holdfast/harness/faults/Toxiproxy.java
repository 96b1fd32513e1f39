package dev.holdfast.harness.faults;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * A running Toxiproxy and the ports it may listen on; proxies are lent and given back. Thread-safe.
 *
 * <p>Its client has no time-outs of its own: they are set for every {@code HttpURLConnection} of
 * this JVM.
 */
public final class Toxiproxy {
  /** Its name on the network of a run. */
  public static final String ALIAS = "toxiproxy";

  public static final int FIRST_PORT = 8666;
  public static final int LAST_PORT = 8697;
  private static final String CONTROL_TIMEOUT_MILLIS = "5000";

  private final ToxiproxyClient client;
  private final String host;
  private final IntUnaryOperator mapped;
  private final TreeSet<Integer> free = new TreeSet<>();

  /**
   * @param control the mapped port of its HTTP interface
   * @param mapped from a port it listens on to the port that the harness reaches it by
   */
  public Toxiproxy(String host, int control, IntUnaryOperator mapped) {
    System.setProperty("sun.net.client.defaultConnectTimeout", CONTROL_TIMEOUT_MILLIS);
    System.setProperty("sun.net.client.defaultReadTimeout", CONTROL_TIMEOUT_MILLIS);
    this.client = new ToxiproxyClient(host, control);
    this.host = host;
    this.mapped = mapped;
    for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
      free.add(port);
    }
  }

  /**
   * The port that a proxy opened next will listen on, kept for the caller: a server may have to
   * advertise it first.
   */
  public synchronized int reserve() {
    Integer port = free.pollFirst();
    if (port == null) {
      throw new IllegalStateException(
          "Toxiproxy: all %d ports are lent; close links that are no longer used"
              .formatted(LAST_PORT - FIRST_PORT + 1));
    }
    return port;
  }

  /** The port by which the harness reaches a reserved one. */
  public int mapped(int port) {
    return mapped.applyAsInt(port);
  }

  public String host() {
    return host;
  }

  /** Opens a proxy on a reserved port. */
  public Link open(int port, Upstream upstream) {
    try {
      Proxy proxy =
          client.createProxy(
              "p" + port, "0.0.0.0:" + port, upstream.host() + ":" + upstream.port());
      return new Link(upstream, host, mapped(port), port, proxy);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Toxiproxy: no proxy on port " + port + " to " + upstream.name(), e);
    }
  }

  /** Closes a proxy with all its connections; its port stays reserved. */
  public void shut(Link link) {
    try {
      link.proxy().delete();
    } catch (IOException e) {
      throw new UncheckedIOException("Toxiproxy: could not close " + link, e);
    }
  }

  /** Gives a reserved port back; its proxy is closed by then. */
  public synchronized void giveBack(int port) {
    free.add(port);
  }
}
