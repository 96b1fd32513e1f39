package dev.holdfast.grpc.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** A server that ends by {@link Drain}; arguments: its name, the drain's limit. */
final class DrainingMain {
  private DrainingMain() {}

  public static void main(String[] arguments) throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    DrainInterceptor streams = new DrainInterceptor(meters);
    QuoteServer quotes = new QuoteServer(arguments[0], streams);
    Duration limit = Duration.parse(arguments[1]);
    quotes.serve(System.out, new Drain(quotes.server(), quotes.health(), streams, limit, meters));
  }
}
