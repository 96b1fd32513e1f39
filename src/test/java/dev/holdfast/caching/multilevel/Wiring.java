package dev.holdfast.caching.multilevel;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** How a reader hears of what a writer wrote. */
interface Wiring {
  /**
   * @param writer the connection by which the writer announces, where it does
   * @param reader opens the reader's push link, to the uri
   */
  Wired wire(StatefulRedisConnection<String, String> writer, RedisClient reader, RedisURI push);

  /** What the reader listens to, and what the writer tells. */
  record Wired(InvalidationFeed feed, Consumer<String> announce) {}

  static Wiring channel(String name) {
    return (writer, reader, push) -> {
      var channel = new InvalidationChannel(name, writer, reader, push);
      return new Wired(channel, channel::publish);
    };
  }

  static Wiring tracking(String prefix) {
    return (_, reader, push) -> new Wired(new ClientTracking(prefix, reader, push), _ -> {});
  }

  /** The same, less what the control around the feed leaves out. */
  default Wiring less(UnaryOperator<InvalidationFeed> control) {
    return (writer, reader, push) -> {
      Wired whole = wire(writer, reader, push);
      return new Wired(control.apply(whole.feed()), whole.announce());
    };
  }
}
