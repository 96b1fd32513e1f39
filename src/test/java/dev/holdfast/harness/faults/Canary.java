package dev.holdfast.harness.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A connection of the harness's own through the proxy of a fault: it must meet the fault, or the
 * instrument is broken.
 */
final class Canary {
  /**
   * Longer than any calm answer on one host, short beside every window; a silent path is believed
   * after it.
   */
  static final Duration SILENCE = Duration.ofMillis(250);

  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** What a knock came to. */
  enum Reply {
    ANSWERED,
    SILENT,
    CLOSED
  }

  private final String expectation;
  private final Supplier<Boolean> met;

  private Canary(String expectation, Supplier<Boolean> met) {
    this.expectation = expectation;
    this.met = met;
  }

  /** The path must work before the fault, so that what comes after is the fault's doing. */
  static void mustPass(Link link) {
    Reply reply = knock(link, CONNECT);
    if (reply != Reply.ANSWERED) {
      throw new IllegalStateException("canary: " + link + " is " + reply + " before its fault");
    }
  }

  static Canary expectSilence(Link link) {
    return new Canary(
        "no answer within " + SILENCE.toMillis() + " ms",
        looking(() -> knock(link, SILENCE) == Reply.SILENT)::join);
  }

  static Canary expectClosed(Link link) {
    return new Canary(
        "a closed or refused connection",
        looking(() -> knock(link, CONNECT) == Reply.CLOSED)::join);
  }

  static Canary expectDelay(Link link, Duration delay) {
    CompletableFuture<Boolean> late =
        looking(
            () -> {
              long began = System.nanoTime();
              Reply reply = knock(link, delay.plus(CONNECT));
              // Closed is met too: the window may end, and take its connections along, before the
              // answer is due.
              return reply != Reply.ANSWERED || System.nanoTime() - began >= delay.toNanos();
            });
    // A window may end before the delay is over: no answer by then is met, if it was watched for
    // longer than a calm answer takes.
    CompletableFuture<Boolean> silent =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    return new Canary(
        "no answer before " + delay.toMillis() + " ms", () -> late.getNow(silent.join()));
  }

  private static CompletableFuture<Boolean> looking(Supplier<Boolean> look) {
    CompletableFuture<Boolean> met = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("canary")
        .start(
            () -> {
              try {
                met.complete(look.get());
              } catch (RuntimeException e) {
                met.completeExceptionally(e);
              }
            });
    return met;
  }

  void mustHaveMet() {
    try {
      if (!met.get()) {
        throw new IllegalStateException("canary: the fault was not met; expected " + expectation);
      }
    } catch (CompletionException e) {
      throw new IllegalStateException("canary: could not knock", e.getCause());
    }
  }

  static Reply knock(Link link, Duration patience) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(link.host(), link.port()), Math.toIntExact(CONNECT.toMillis()));
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.getOutputStream().write(link.upstream().knock().says());
      InputStream in = socket.getInputStream();
      return in.readNBytes(link.upstream().knock().answers()).length
              == link.upstream().knock().answers()
          ? Reply.ANSWERED
          : Reply.CLOSED;
    } catch (SocketTimeoutException _) {
      return Reply.SILENT;
    } catch (IOException _) {
      return Reply.CLOSED;
    }
  }
}
