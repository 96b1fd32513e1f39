package dev.holdfast.postgres.availability;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A relay in front of a server for one connection, which counts the bytes that pass each way before
 * it passes them on: the lengths of an exchange, without knowing its protocol.
 */
final class ByteCount implements AutoCloseable {
  private static final int BUFFER = 8192;
  private final ServerSocket entrance;
  private final AtomicLong up = new AtomicLong();
  private final AtomicLong down = new AtomicLong();

  private ByteCount(ServerSocket entrance) {
    this.entrance = entrance;
  }

  /** Stands between the data source and its server from now on. */
  static ByteCount before(PGSimpleDataSource dataSource) throws IOException {
    String host = dataSource.getServerNames()[0];
    int port = dataSource.getPortNumbers()[0];
    ByteCount count = new ByteCount(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    dataSource.setServerNames(new String[] {count.entrance.getInetAddress().getHostAddress()});
    dataSource.setPortNumbers(new int[] {count.entrance.getLocalPort()});
    Thread.ofVirtual().name("byte count").start(() -> count.relay(host, port));
    return count;
  }

  long up() {
    return up.get();
  }

  long down() {
    return down.get();
  }

  private void relay(String host, int port) {
    try (Socket client = entrance.accept();
        Socket server = new Socket(host, port)) {
      Thread answers = Thread.ofVirtual().start(() -> pump(server, client, down));
      pump(client, server, up);
      answers.join();
    } catch (IOException | InterruptedException _) {
      // Closed before anybody came, or while somebody was there: whoever counts on it notices.
    }
  }

  private static void pump(Socket from, Socket to, AtomicLong count) {
    try (Closeable _ = from;
        Closeable _ = to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count.addAndGet(read);
        out.write(buffer, 0, read);
      }
    } catch (IOException _) {
      // One side has closed; so are both now.
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }
}
