package dev.holdfast.harness.faults;

import dev.holdfast.harness.environment.AppProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Answers with the bytes it gets, and prints how many it has got: the simplest server that a fault
 * can be calibrated on.
 */
final class EchoMain {
  static final int PORT = 7;

  private EchoMain() {}

  static void main() throws IOException {
    try (ServerSocket server = new ServerSocket(PORT)) {
      System.out.println(AppProcess.READY);
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    }
  }

  private static void echo(Socket client) {
    byte[] buffer = new byte[8192];
    long total = 0;
    try (client) {
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        total += read;
        System.out.println("got " + total);
        out.write(buffer, 0, read);
      }
      System.out.println("end of " + total);
    } catch (IOException e) {
      System.out.println("lost after " + total + ": " + e.getMessage());
    }
  }
}
