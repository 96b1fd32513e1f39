package dev.holdfast.caching.abstraction;

import dev.holdfast.caching.Clients;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;

/**
 * The tiers of an arm: memory, then Redis behind a link, on a clock that is told what time it is.
 */
final class Tiers implements AutoCloseable {
  static final Duration TIME_TO_LIVE = Duration.ofSeconds(10); // no arm takes as long
  private static final int MOST = 1_000; // more than any arm puts in

  private final Clients clients = new Clients();
  private final Link link;
  private final StatefulRedisConnection<String, String> connection;
  private final List<Tier<String>> tiers;
  private final SettableClock clock = new SettableClock();

  Tiers(Redis redis, Faults faults, String prefix) {
    link = faults.link(redis.upstream());
    connection = clients.connect(redis.uri(link));
    tiers = List.of(new MemoryTier<>(MOST, clock), new RedisTier(connection, prefix, clock));
  }

  Chain chain() {
    var meters = new RequestMeters("prices", new SimpleMeterRegistry());
    return Chain.of(new TierChain<>(tiers, TIME_TO_LIVE, clock, meters));
  }

  Chain naive(NaiveChain.Flaw flaw) {
    return new NaiveChain(tiers, TIME_TO_LIVE, clock, flaw);
  }

  Link link() {
    return link;
  }

  /** Whether the driver knows that it has no connection. */
  boolean disconnected() {
    return !connection.isOpen();
  }

  SettableClock clock() {
    return clock;
  }

  @Override
  public void close() {
    clients.close();
  }
}
