package dev.holdfast.caching.patterns;

import dev.holdfast.Pause;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** The candidates of write-behind, in front of one table. */
final class Behinds implements AutoCloseable {
  static final int CAPACITY = 5_000; // more than any scenario lets wait, but the one about it
  static final int BATCH = 2_000;
  static final int ATTEMPTS = 3;

  static final Duration DELAY = Duration.ofMillis(10);
  private static final Duration CLAIM = Duration.ofSeconds(20); // no writer is replaced in here
  static final WriteBehindOptions OPTIONS = withCapacity(CAPACITY);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Clients clients = new Clients();
  private final Redis redis;
  private final Table table;

  Behinds(Redis redis, Table table) {
    this.redis = redis;
    this.table = table;
  }

  static WriteBehindOptions withCapacity(int capacity) {
    // One log: what is written last is stored last.
    return new WriteBehindOptions(1, capacity, BATCH, DELAY, CLAIM, ATTEMPTS);
  }

  /** As it is. */
  Behind writeBehind() {
    return writeBehind(OPTIONS);
  }

  Behind writeBehind(WriteBehindOptions options) {
    String name = redis.key("writes");
    var writes = new WriteBehind(name, connection(), table, options, Pause.interruptible(), meters);
    return Behind.of(writes);
  }

  /** With another log. */
  Behind with(UnaryOperator<WriteLog> log) {
    return of(log.apply(log()), Flusher::lastOfEachKey);
  }

  /** With another order of what the store is told. */
  Behind ordered(UnaryOperator<List<Write>> order) {
    return of(log(), order);
  }

  /** With so many attempts before its writes are told one by one. */
  Behind attempting(int attempts) {
    return writeBehind(new WriteBehindOptions(1, CAPACITY, BATCH, DELAY, CLAIM, attempts));
  }

  /** With a log that does not look whether there is room. */
  Behind appending(XAddArgs cap) {
    String stream = key("log");
    return with(log -> new NaiveAppend(log, connection().sync(), stream, cap));
  }

  /** How many writes were put aside. */
  long aside() {
    return redis.judge().sync().xlen(key("aside"));
  }

  private String key(String part) {
    return "{" + redis.key("writes-0") + "}:" + part;
  }

  private WriteLog log() {
    return new RedisWriteLog(connection(), redis.key("writes-0"), OPTIONS);
  }

  private StatefulRedisConnection<String, String> connection() {
    return clients.connect(redis.uri());
  }

  Behind ehcache(boolean coalescing) {
    return new EhcacheBehind(table, coalescing);
  }

  Behind redisson(boolean retries) {
    return new RedissonBehind(redis.uri(), redis.key("redisson"), table, retries);
  }

  private Behind of(WriteLog log, UnaryOperator<List<Write>> order) {
    var watched = new WriteBehindMeters("writes", log, Clock.systemUTC(), meters);
    var flusher = new Flusher(log, table, OPTIONS, watched, order);
    var lane = new WriteBehind.Lane(log, flusher, watched);
    return Behind.of(new WriteBehind(List.of(lane), OPTIONS, Pause.interruptible()));
  }

  @Override
  public void close() {
    table.release();
    clients.close();
  }
}
