package dev.holdfast.harness.environment;

import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A relay between a client and its server that counts round trips: how often the client spoke again
 * after an answer; and those among them that were far, since their answer took long.
 */
public final class RoundTrips implements AutoCloseable {
  private static final int MOST_AT_ONCE = 8_192; // bytes; longer messages come in several pieces
  private static final Duration NEVER = Duration.ofDays(1); // longer than any answer is waited for
  private static final long NOBODY = Long.MIN_VALUE;

  private final String host;
  private final int port;
  private final long farNanos;
  private final ServerSocket door;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger trips = new AtomicInteger();
  private final AtomicInteger farTrips = new AtomicInteger();

  public RoundTrips(PGSimpleDataSource server) {
    this(server, NEVER);
  }

  /**
   * Stands in front of a server.
   *
   * @param far how long an answer takes at least, to a trip that is counted as a far one
   */
  public RoundTrips(PGSimpleDataSource server, Duration far) {
    this(server.getServerNames()[0], server.getPortNumbers()[0], far);
  }

  public RoundTrips(RedisURI server) {
    this(server.getHost(), server.getPort(), NEVER);
  }

  private RoundTrips(String host, int port, Duration far) {
    this.host = host;
    this.port = port;
    this.farNanos = far.toNanos();
    try {
      door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a relay", e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /** Connections to the same database through the relay. */
  public PGSimpleDataSource through(PGSimpleDataSource server) {
    PGSimpleDataSource relayed = new PGSimpleDataSource();
    relayed.setServerNames(new String[] {door.getInetAddress().getHostAddress()});
    relayed.setPortNumbers(new int[] {door.getLocalPort()});
    relayed.setDatabaseName(server.getDatabaseName());
    relayed.setUser(server.getUser());
    relayed.setPassword(server.getPassword());
    return relayed;
  }

  /** The same server through the relay. */
  public RedisURI through(RedisURI server) {
    return RedisURI.builder(server)
        .withHost(door.getInetAddress().getHostAddress())
        .withPort(door.getLocalPort())
        .build();
  }

  /** So far, over all connections. */
  public int count() {
    return trips.get();
  }

  /** Those so far whose answer took long. */
  public int far() {
    return farTrips.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket upstream = new Socket(host, port);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.addAll(List.of(client, upstream));
        AtomicLong spoke = new AtomicLong(NOBODY); // when the client did; the server, or nobody yet
        Thread.startVirtualThread(() -> pump(client, upstream, () -> asked(spoke)));
        Thread.startVirtualThread(() -> pump(upstream, client, () -> answered(spoke)));
      }
    } catch (IOException _) {
      // the door was closed: the end
    }
  }

  private void asked(AtomicLong spoke) {
    if (spoke.compareAndSet(NOBODY, System.nanoTime())) {
      trips.incrementAndGet();
    }
  }

  private void answered(AtomicLong spoke) {
    long since = spoke.getAndSet(NOBODY);
    if (since != NOBODY && System.nanoTime() - since >= farNanos) {
      farTrips.incrementAndGet();
    }
  }

  private static void pump(Socket from, Socket to, Runnable heard) {
    byte[] bytes = new byte[MOST_AT_ONCE];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        heard.run();
        out.write(bytes, 0, n);
      }
    } catch (IOException _) {
      // one side has left: so does the other
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
