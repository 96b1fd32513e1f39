package dev.holdfast.caching.patterns;

import dev.holdfast.Pause;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes are answered once Redis has them, and reach the store behind it a little later: each one
 * at least once, those of a key in their order, many of a key as one; also when the process dies or
 * the store fails in between. A store that cannot keep up makes its callers wait, not memory grow.
 *
 * <p>Keys are spread over logs, and each log has one writer at a time, in whichever process.
 * Limits: as durable as this Redis; a reader of the store sees a write later than its caller does,
 * so that readers should ask a cache that was written too, see {@link WriteThrough}; keys of
 * different logs have no order.
 *
 * <p>Costs: one round trip a write; one a delay and log, and one more a flush. Thread-safe. A write
 * that throws the driver's exception may be in the log; the same may be written again. Metrics, by
 * log: {@code cache.writes.waiting}, {@code .age} in seconds, {@code .stored}, {@code .coalesced},
 * {@code .refused}, {@code .failures}, {@code .aside}. Source: Redis' documentation, "Redis
 * Streams", consumer groups.
 */
public final class WriteBehind implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WriteBehind.class);

  private final List<Lane> lanes;
  private final WriteBehindOptions options;
  private final Pause pause;
  private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();

  /** A log and who empties it. */
  record Lane(WriteLog log, Flusher flusher, WriteBehindMeters meters) {}

  /**
   * @param name of the logs, without braces, the same in all processes
   */
  public WriteBehind(
      String name,
      StatefulRedisConnection<String, String> connection,
      Sink sink,
      WriteBehindOptions options,
      Pause pause,
      MeterRegistry meters) {
    this(lanes(name, connection, sink, options, meters), options, pause);
  }

  WriteBehind(List<Lane> lanes, WriteBehindOptions options, Pause pause) {
    this.lanes = lanes;
    this.options = options;
    this.pause = pause;
  }

  private static List<Lane> lanes(
      String name,
      StatefulRedisConnection<String, String> connection,
      Sink sink,
      WriteBehindOptions options,
      MeterRegistry meters) {
    List<Lane> lanes = new ArrayList<>();
    for (int shard = 0; shard < options.shards(); shard++) {
      String log = name + "-" + shard;
      var writes = new RedisWriteLog(connection, log, options);
      var watched = new WriteBehindMeters(log, writes, Clock.systemUTC(), meters);
      lanes.add(new Lane(writes, new Flusher(writes, sink, options, watched), watched));
    }
    return lanes;
  }

  /** Begins to bring writes to the store, those of processes that have died too. */
  public void start() {
    lanes.forEach(lane -> writers.execute(() -> keepFlushing(lane.flusher())));
  }

  /**
   * @throws BacklogFullException when the store is too far behind: the write was not taken on
   */
  public void put(String key, String value) {
    append(key, value);
  }

  /**
   * @throws BacklogFullException when the store is too far behind: the key was not removed
   */
  public void remove(String key) {
    append(key, null);
  }

  /** How many writes wait for the store. */
  public long waiting() {
    return lanes.stream().mapToLong(lane -> lane.log().depth()).sum();
  }

  /** Stops bringing writes; those that wait stay in Redis, for whoever starts next. */
  @Override
  public void close() {
    writers.shutdownNow();
    writers.close();
  }

  private void append(String key, @Nullable String value) {
    Lane lane = lanes.get(Math.floorMod(key.hashCode(), lanes.size()));
    try {
      lane.log().append(key, value);
    } catch (BacklogFullException e) {
      lane.meters().refused();
      throw e;
    }
  }

  private void keepFlushing(Flusher flusher) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (!flushed(flusher)) {
          pause.await(options.delay());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean flushed(Flusher flusher) throws InterruptedException {
    try {
      return flusher.flush();
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) { // or it was closed
        log.warn("a flush failed, its writes wait", e);
      }
      return false;
    }
  }
}
