package dev.holdfast.caching.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.RedisServers;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is a cache worth whose Redis has no room? */
@Specification(Outline.CACHING_PRODUCTION)
class FullRedisSpec {
  static final int KEYS = 50;
  static final Duration LONG = Duration.ofMinutes(10); // nothing ends by itself in here
  static final String OLD = "1";
  static final String NEW = "2";

  /**
   * What one arm saw.
   *
   * @param answered calls that came to the newest value, from the cache or from the source
   * @param failed calls that threw
   * @param stale keys that were read as they were before the last put
   * @param refused writes, by the server's own count
   */
  record Seen(int answered, int failed, int stale, long refused) {}

  /** A server of the arm's own, and caches on it. */
  abstract static class OnOneServer implements Experiment<Entries, Seen>, AutoCloseable {
    final Faults faults;
    final FullServer redis;
    final Clients clients = new Clients();
    final List<String> keys = IntStream.range(0, KEYS).mapToObj(n -> "price-" + n).toList();

    OnOneServer(RedisServers servers, Faults faults) {
      this.faults = faults;
      this.redis = FullServer.start(servers);
    }

    Entries bestEffort() {
      var cache =
          new BestEffortCache(
              "prices", clients.connect(redis.server().uri()), LONG, new SimpleMeterRegistry());
      return new Entries() {
        @Override
        public @Nullable String get(String key) {
          return cache.get(key).orElse(null);
        }

        @Override
        public void put(String key, String value) {
          cache.put(key, value);
        }
      };
    }

    Entries naive(boolean passesOver) {
      return new NaiveFullRedis(clients.connect(redis.server().uri()), LONG, passesOver);
    }

    /** How many of the puts threw. */
    int put(Entries cache, String value) {
      int failed = 0;
      for (String key : keys) {
        try {
          cache.put(key, value);
        } catch (RuntimeException _) {
          failed++;
        }
      }
      return failed;
    }

    @Override
    public void close() {
      clients.close();
    }
  }

  @Claim(
      says = "A Redis without room costs a cache's callers misses, and no errors",
      limit = "the source answers each miss; whatever is not a want of memory is still thrown",
      source = "Redis' documentation, \"Key eviction\", noeviction")
  class AFullRedisIsAMiss extends OnOneServer {
    AFullRedisIsAMiss(RedisServers servers, Faults faults) {
      super(servers, faults);
    }

    @Subject(BestEffortCache.class)
    Entries a_refused_put_is_none() {
      return bestEffort();
    }

    @Control(differs = "what the server refuses is thrown to the caller")
    Entries a_refused_put_is_thrown() {
      return naive(false);
    }

    @Peer(
        artifact = "org.springframework.data:spring-data-redis",
        configured = "RedisCache with defaults and immediateWrites, without a CacheErrorHandler")
    Entries spring_data_redis() {
      return Entries.spring(redis.server().uri());
    }

    @Peer(artifact = "com.alicp.jetcache:jetcache-redis-lettuce", configured = "get and put")
    Entries jetcache() {
      return Entries.jetCache(redis.server().uri(), clients);
    }

    @Peer(artifact = "org.redisson:redisson", configured = "getMapCache, get and fastPut")
    Entries redisson() {
      return Entries.redisson(redis.server().uri());
    }

    @Override
    public Seen run(Entries cache) {
      int answered = 0;
      int failed = 0;
      try (Fault _ = redis.filled(faults)) {
        for (String key : keys) {
          try {
            String value = cache.get(key);
            if (value == null) {
              value = NEW; // as the source has it
              cache.put(key, value);
            }
            answered += value.equals(NEW) ? 1 : 0;
          } catch (RuntimeException _) {
            failed++;
          }
        }
      }
      return new Seen(answered, failed, 0, redis.refused());
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.failed()).isZero();
      assertThat(seen.answered()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.failed()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.refused()).isPositive();
    }

    @Override
    public String figure(Seen seen) {
      return "%d of %d calls failed".formatted(seen.failed(), KEYS);
    }
  }

  @Claim(
      says = "A value that could not be replaced for want of memory is not served any more",
      limit = "the next reader has a miss; a Redis that cannot be reached keeps the old value",
      source = "Redis' documentation, \"Key eviction\": noeviction refuses SET, and obeys UNLINK")
  class AnOldValueDoesNotOutliveARefusedPut extends OnOneServer {
    AnOldValueDoesNotOutliveARefusedPut(RedisServers servers, Faults faults) {
      super(servers, faults);
    }

    @Subject(BestEffortCache.class)
    Entries what_it_would_have_replaced_goes() {
      return bestEffort();
    }

    @Control(differs = "what it would have replaced stays")
    Entries what_it_would_have_replaced_stays() {
      return naive(true);
    }

    @Peer(
        artifact = "org.springframework.data:spring-data-redis",
        configured = "RedisCache with defaults and immediateWrites, without a CacheErrorHandler")
    Entries spring_data_redis() {
      return Entries.spring(redis.server().uri());
    }

    @Peer(artifact = "org.redisson:redisson", configured = "getMapCache, get and fastPut")
    Entries redisson() {
      return Entries.redisson(redis.server().uri());
    }

    @Override
    public Seen run(Entries cache) {
      int failed = put(cache, OLD);
      int answered;
      int stale;
      try (Fault _ = redis.filled(faults)) {
        failed += put(cache, NEW);
        List<String> read = keys.stream().map(cache::get).map(String::valueOf).toList();
        answered = (int) read.stream().filter(NEW::equals).count();
        stale = (int) read.stream().filter(OLD::equals).count();
      }
      return new Seen(answered, failed, stale, redis.refused());
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.stale()).isZero();
      // Each key has its new value, but for those whose put the server refused.
      assertThat(seen.answered() + seen.refused()).isGreaterThanOrEqualTo(KEYS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.stale()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.refused()).isPositive();
    }

    @Override
    public String figure(Seen seen) {
      return "%d of %d keys read as before".formatted(seen.stale(), KEYS);
    }
  }
}
