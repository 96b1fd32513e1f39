package dev.holdfast.grpc.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Tells every stream to go elsewhere, then waits for all of them to have gone, without a limit. */
final class NaivePatientMain {
  private NaivePatientMain() {}

  public static void main(String[] arguments) throws Exception {
    DrainInterceptor streams = new DrainInterceptor(new SimpleMeterRegistry());
    QuoteServer quotes = new QuoteServer(arguments[0], streams);
    quotes.serve(
        System.out,
        () -> {
          quotes.health().enterTerminalState();
          quotes.server().shutdown();
          streams.drain();
          try {
            quotes.server().awaitTermination();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
