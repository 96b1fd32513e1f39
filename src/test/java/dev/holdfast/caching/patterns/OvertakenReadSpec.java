package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Whose value is in the cache when a write came while a read was loading? */
@Specification(Outline.CACHING_PATTERNS)
class OvertakenReadSpec {

  @Claim(
      says = "A read that a write-through overtook does not bring the old value back",
      limit =
          "a write that deletes the key, or whose value has ended by then, leaves nothing to be"
              + " noticed: see versions",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, stale sets; memcached add")
  class ASlowReadUndoesNoWrite
      implements Experiment<ASlowReadUndoesNoWrite.Fill, ASlowReadUndoesNoWrite.Seen>,
          AutoCloseable {
    static final int KEYS = 10;
    static final Duration LONG = Duration.ofMinutes(1); // nothing ends in here
    static final Duration SOON = Duration.ofSeconds(5);
    static final String OLD = "old";
    static final String NEW = "new";

    private final Redis redis;
    private final Faults faults;
    private final Clients clients = new Clients();
    private final StatefulRedisConnection<String, String> connection;
    private final Invalidations invalidations;
    private final Table table = new Table();

    ASlowReadUndoesNoWrite(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      connection = clients.connect(redis.uri());
      invalidations =
          new Invalidations(
              connection,
              redis.key(""),
              KEYS,
              LONG,
              Pause.interruptible(),
              new SimpleMeterRegistry());
    }

    /** Reads a key, and loads it when it is missing. */
    interface Fill {
      Map<String, String> read(List<String> keys, ReadThrough.Loader<Exception> loader)
          throws Exception;
    }

    /**
     * @param loadedOld reads that were overtaken: they had loaded the old value, and the new one
     *     was stored before they put it
     * @param stale keys of which the cache shows the old value at the end
     * @param stored new values in the store
     */
    record Seen(int loadedOld, long stale, long stored) {}

    @Subject({ReadThrough.class, WriteThrough.class})
    Fill only_where_nothing_is() {
      return new ReadThrough(connection, LONG, LONG, new SimpleMeterRegistry())::getAll;
    }

    @Control(differs = "puts what it loaded, whatever is there by then")
    Fill whatever_is_there() {
      return new NaiveFill(connection.sync())::getAll;
    }

    @Override
    public Seen run(Fill fill) throws Exception {
      var cache = new WriteThrough(connection, LONG, invalidations);
      List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> redis.key("key-" + i)).toList();
      int overtaken = 0;
      for (String key : keys) {
        table.put(key, OLD);
        var loaded = new CountDownLatch(1);
        var written = new CountDownLatch(1);
        var late = new AtomicBoolean();
        faults.alongside(
            "the key is written while it is read",
            () -> {
              loaded.await();
              cache.put(key, NEW, table::put);
              written.countDown();
            },
            () ->
                fill.read(
                    List.of(key),
                    missing -> {
                      Map<String, String> rows = table.read(missing);
                      loaded.countDown();
                      late.set(
                          faults.real() && written.await(SOON.toMillis(), TimeUnit.MILLISECONDS));
                      return rows;
                    }));
        overtaken += late.get() ? 1 : 0;
      }
      return new Seen(
          overtaken,
          keys.stream().filter(key -> OLD.equals(connection.sync().get(key))).count(),
          table.rows().values().stream().filter(NEW::equals).count());
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.stored()).isEqualTo(KEYS);
      assertThat(seen.stale()).isZero();
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.stale()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.loadedOld()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Seen seen) {
      return "%d of %d keys show the old value".formatted(seen.stale(), KEYS);
    }

    @Override
    public void close() {
      invalidations.close();
      clients.close();
    }
  }
}
