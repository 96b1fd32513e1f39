package dev.holdfast.postgres.typedsql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A relay between a client and its server that counts round trips: how often the client spoke again
 * after an answer.
 */
final class RoundTrips implements AutoCloseable {
  private static final int MOST_AT_ONCE = 8_192; // bytes; longer messages come in several pieces

  private final PGSimpleDataSource server;
  private final ServerSocket door;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger trips = new AtomicInteger();

  RoundTrips(PGSimpleDataSource server) {
    this.server = server;
    try {
      door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a relay", e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /** Connections to the server through the relay. */
  PGSimpleDataSource dataSource() {
    PGSimpleDataSource relayed = new PGSimpleDataSource();
    relayed.setServerNames(new String[] {door.getInetAddress().getHostAddress()});
    relayed.setPortNumbers(new int[] {door.getLocalPort()});
    relayed.setDatabaseName(server.getDatabaseName());
    relayed.setUser(server.getUser());
    relayed.setPassword(server.getPassword());
    return relayed;
  }

  /** So far, over all connections. */
  int count() {
    return trips.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket upstream = new Socket(server.getServerNames()[0], server.getPortNumbers()[0]);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.addAll(List.of(client, upstream));
        AtomicInteger turn = new AtomicInteger(1); // 1: the server spoke last, or nobody did
        Thread.startVirtualThread(
            () -> pump(client, upstream, () -> trips.addAndGet(turn.getAndSet(0))));
        Thread.startVirtualThread(() -> pump(upstream, client, () -> turn.set(1)));
      }
    } catch (IOException _) {
      // the door was closed: the end
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
