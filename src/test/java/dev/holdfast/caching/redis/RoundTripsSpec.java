package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How often does a client wait for the network? */
@Specification(Outline.CACHING_REDIS)
class RoundTripsSpec {

  @Claim(
      says = "Many keys are read in the time of a few round trips",
      limit = "as many as fit in memory together; the server still does each",
      source = "Redis' documentation, Pipelining")
  class ManyKeysTakeFewRoundTrips
      implements Experiment<ManyKeysTakeFewRoundTrips.Reads, ManyKeysTakeFewRoundTrips.Read>,
          AutoCloseable {
    static final int KEYS = 20;
    static final Duration FAR = Duration.ofMillis(50); // an answer's way; in calm it takes one
    static final int FEW = 5; // round trips

    private final Redis redis;
    private final Faults faults;
    private final Link link;
    private final Clients clients = new Clients();
    private final StatefulRedisConnection<String, String> connection;

    ManyKeysTakeFewRoundTrips(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
      this.connection = clients.connect(redis.uri(link));
    }

    /** Reads keys in their order. */
    interface Reads {
      List<Optional<String>> of(List<String> keys);
    }

    /**
     * @param found values
     * @param commands that the server was told
     * @param roundTrips as long as one takes under the fault, that it took in all
     * @param one round trip, in the same unit
     */
    record Read(long found, long commands, double roundTrips, double one) {}

    @Subject(PipelinedReads.class)
    Reads all_questions_first() {
      return new PipelinedReads(connection, FAR.multipliedBy(10L * KEYS))::get;
    }

    @Control(differs = "waits for each answer before it asks again")
    Reads one_after_the_other() {
      return keys ->
          keys.stream().map(key -> Optional.ofNullable(connection.sync().get(key))).toList();
    }

    @Override
    public Read run(Reads reads) {
      List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> redis.key("key-" + i)).toList();
      keys.forEach(key -> redis.judge().sync().set(key, "value"));
      connection.sync().ping();
      try (Fault _ = faults.latency(link, FAR)) {
        long began = System.nanoTime();
        connection.sync().ping();
        long pinged = System.nanoTime();
        List<Optional<String>> values = reads.of(keys);
        long ended = System.nanoTime();
        return new Read(
            values.stream().filter(Optional.of("value")::equals).count(),
            redis.calls("get"),
            inRoundTrips(ended - pinged),
            inRoundTrips(pinged - began));
      }
    }

    private static double inRoundTrips(long nanos) {
      return (double) nanos / FAR.toNanos();
    }

    @Override
    public void holds(Read seen) {
      assertThat(seen.found()).isEqualTo(KEYS);
      assertThat(seen.commands()).isEqualTo(KEYS);
      assertThat(seen.roundTrips()).isLessThan(FEW);
    }

    @Override
    public void breaks(Read seen) {
      assertThat(seen.roundTrips()).isGreaterThanOrEqualTo(KEYS);
    }

    @Override
    public void felt(Read seen) {
      assertThat(seen.one()).isGreaterThanOrEqualTo(1);
    }

    @Override
    public String figure(Read seen) {
      return "%d keys in %.1f round trips".formatted(seen.found(), seen.roundTrips());
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
