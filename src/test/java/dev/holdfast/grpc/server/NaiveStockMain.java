package dev.holdfast.grpc.server;

/** Shuts down and waits, by what the library offers: until the last client has hung up. */
final class NaiveStockMain {
  private NaiveStockMain() {}

  public static void main(String[] arguments) throws Exception {
    QuoteServer quotes = new QuoteServer(arguments[0]);
    quotes.serve(
        System.out,
        () -> {
          quotes.health().enterTerminalState();
          quotes.server().shutdown();
          try {
            quotes.server().awaitTermination();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
