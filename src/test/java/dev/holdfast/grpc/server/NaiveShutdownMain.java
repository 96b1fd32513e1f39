package dev.holdfast.grpc.server;

/**
 * Shuts down in the hook, as many examples do, and does not wait: the JVM exits under its calls.
 */
final class NaiveShutdownMain {
  private NaiveShutdownMain() {}

  public static void main(String[] arguments) throws Exception {
    QuoteServer quotes = new QuoteServer(arguments[0]);
    quotes.serve(
        System.out,
        () -> {
          quotes.health().enterTerminalState();
          quotes.server().shutdown();
        });
  }
}
