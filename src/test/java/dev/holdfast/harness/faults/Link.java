package dev.holdfast.harness.faults;

import eu.rekawek.toxiproxy.Proxy;

/**
 * A proxy of an arm's own in front of a server: what a client connects to so that its path can be
 * broken.
 */
public final class Link {
  private final Upstream upstream;
  private final String host;
  private final int port;
  private final int listens;
  private final Proxy proxy;

  Link(Upstream upstream, String host, int port, int listens, Proxy proxy) {
    this.upstream = upstream;
    this.host = host;
    this.port = port;
    this.listens = listens;
    this.proxy = proxy;
  }

  /** The host to connect to, from the harness. */
  public String host() {
    return host;
  }

  /** The port to connect to, from the harness. */
  public int port() {
    return port;
  }

  public String address() {
    return host + ":" + port;
  }

  /** The address to connect to, from a container of the run. */
  public String inside() {
    return Toxiproxy.ALIAS + ":" + listens;
  }

  public Upstream upstream() {
    return upstream;
  }

  /** The port that Toxiproxy listens on for it. */
  int listens() {
    return listens;
  }

  Proxy proxy() {
    return proxy;
  }

  @Override
  public String toString() {
    return "the link to " + upstream.name();
  }
}
