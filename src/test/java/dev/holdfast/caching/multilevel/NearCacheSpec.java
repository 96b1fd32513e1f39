package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.multilevel.Nodes.Ways;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;

/** Does a near cache keep what was old before it arrived? */
@Specification(Outline.CACHING_MULTI_LEVEL)
class NearCacheSpec {
  static final int OLD = 1;
  static final int NEW = 2;

  @Claim(
      says = "A reply that its own invalidation has overtaken is answered, and not kept",
      limit = "who asked before the write may be given the value from before it",
      source = "Redis manual, Client-side caching: Avoiding race conditions")
  class AnOvertakenReplyIsNotKept
      implements Experiment<Pair, AnOvertakenReplyIsNotKept.Race>, AutoCloseable {
    static final int KEYS = 20;

    /** Until the replies would come by themselves: the stall heals as soon as all is written. */
    static final Duration STALL = Duration.ofSeconds(5);

    static final Duration LOOK_EVERY = Duration.ofMillis(5);
    static final Duration ASKED = Duration.ofSeconds(2);
    static final Duration TOLD = Duration.ofMillis(500); // far longer than an invalidation takes

    /**
     * @param answered how many of the overtaken reads were answered
     * @param overtaken how many were still on their way when the last invalidation had come
     * @param stale how many keys were read as before by a later caller
     * @param gets how many commands the reader sent for all this, by the server's count
     */
    record Race(int answered, int overtaken, int stale, long gets) {}

    private final Redis redis;
    private final Faults faults;
    private final Link data;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    AnOvertakenReplyIsNotKept(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.data = faults.link(redis.upstream());
    }

    @Subject({NearCache.class, ClientTracking.class})
    Pair a_placeholder_while_a_read_is_under_way() {
      return new Nodes(ways(), Wiring.tracking(redis.key("")));
    }

    @Control(differs = "no placeholder: nobody knows of a read that is under way")
    Pair get_read_put() {
      return new Nodes(ways(), Wiring.tracking(redis.key("")), NaiveUnguarded::read);
    }

    @Peer(
        artifact = "io.lettuce:lettuce-core",
        configured = "ClientSideCaching.enable, over a map whose callers come late to their put")
    Pair lettuce() {
      var near = new DescheduledPut();
      return new LettuceTracking(
          ways().data(),
          near,
          (key, version) -> {
            near.written(key);
            redis.judge().sync().set(key, Long.toString(version));
          });
    }

    @Override
    public Race run(Pair pair) throws Exception {
      var keys = Freshness.of(pair, redis.key("price"), KEYS);
      var last = Freshness.of(pair, redis.key("last"), 1);
      keys.write(OLD);
      awaitTold(pair, KEYS);
      long asked = redis.calls("get");
      List<Future<Long>> reads = new ArrayList<>();
      int overtaken;
      try (Fault _ = faults.latency(data, Direction.DOWN, STALL)) {
        keys.keys().forEach(key -> reads.add(callers.submit(() -> pair.read(key))));
        Awaitility.await("the reads to reach Redis")
            .atMost(ASKED)
            .pollInterval(LOOK_EVERY)
            .until(() -> redis.calls("get") == asked + KEYS);
        if (!faults.real()) {
          awaitAll(reads); // or a write might overtake a reply by chance
        }
        keys.write(NEW);
        last.write(NEW);
        awaitTold(pair, 2 * KEYS + 1); // in their order: so all of the others are dealt with
        overtaken = (int) reads.stream().filter(read -> !read.isDone()).count();
      }
      int answered = 0;
      for (Future<Long> read : reads) {
        answered += read.get() == OLD ? 1 : 0;
      }
      int stale = keys.stillRead(OLD, TOLD);
      return new Race(answered, overtaken, stale, redis.calls("get") - asked);
    }

    @Override
    public void holds(Race seen) {
      assertThat(seen.answered()).isEqualTo(KEYS);
      assertThat(seen.stale()).isZero();
      assertThat(seen.gets()).isEqualTo(2 * KEYS); // one for each miss
    }

    @Override
    public void breaks(Race seen) {
      assertThat(seen.stale()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Race seen) {
      assertThat(seen.overtaken()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Race seen) {
      return "stale: %d of %d".formatted(seen.stale(), KEYS);
    }

    @Override
    public void close() {
      callers.close();
    }

    private static void awaitAll(List<Future<Long>> reads) throws Exception {
      for (Future<Long> read : reads) {
        read.get();
      }
    }

    private Ways ways() {
      return new Ways(redis.uri(), redis.uri(data), redis.uri());
    }

    private static void awaitTold(Pair pair, int keys) {
      Awaitility.await("the reader to be told of " + keys + " writes")
          .atMost(TOLD)
          .pollInterval(LOOK_EVERY)
          .until(() -> pair.heard() >= keys);
    }
  }
}
