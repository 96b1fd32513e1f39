package dev.holdfast.caching.patterns;

import dev.holdfast.Pause;
import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Processes that bring writes from one log to one store, a hash of Redis. */
final class Writers {
  static final int WRITES = 100;
  static final Duration CLAIM = Duration.ofMillis(300); // longer than a batch takes that waits
  static final WriteBehindOptions OPTIONS =
      new WriteBehindOptions(1, WRITES, WRITES, Duration.ofMillis(10), CLAIM, 1);

  /** What a process prints when half of a batch is in the store. */
  static final String HALF = "half of the batch is stored";

  /** What it prints when the rest is. */
  static final String ALL = "the batch is stored";

  private static final long LONGEST = 20; // seconds at the gate: longer than any arm needs
  private static final int UNUSED_PORT = 8080; // a writer listens nowhere

  private Writers() {}

  /** Starts such a process, which stops halfway until its gate is opened. */
  static AppProcess start(Processes processes, Class<?> main, Redis redis, String name) {
    return processes.start(
        "writer",
        main,
        UNUSED_PORT,
        redis.upstream().host(),
        Integer.toString(redis.upstream().port()),
        name);
  }

  static String store(String name) {
    return name + ":store";
  }

  static String gate(String name) {
    return name + ":gate";
  }

  /** Arguments: the process's name, host and port of Redis, the log's name. */
  static void main(String[] arguments, UnaryOperator<WriteLog> way) throws InterruptedException {
    String name = arguments[3];
    RedisClient client =
        RedisClient.create(RedisURI.create(arguments[1], Integer.parseInt(arguments[2])));
    StatefulRedisConnection<String, String> connection = client.connect();
    Sink sink = new Halfway(connection.sync(), client.connect().sync(), name, System.out);
    WriteBehind writer = writer(connection, name, way, sink);
    writer.start();
    System.out.println(AppProcess.READY);
    Thread.currentThread().join();
  }

  /** A writer of that log. */
  static WriteBehind writer(
      StatefulRedisConnection<String, String> connection,
      String name,
      UnaryOperator<WriteLog> way,
      Sink sink) {
    WriteLog log = way.apply(new RedisWriteLog(connection, name, OPTIONS));
    var meters = new WriteBehindMeters(name, log, Clock.systemUTC(), new SimpleMeterRegistry());
    var lane = new WriteBehind.Lane(log, new Flusher(log, sink, OPTIONS, meters), meters);
    return new WriteBehind(List.of(lane), OPTIONS, Pause.interruptible());
  }

  /** A store that stops in the middle of a batch, until somebody opens its gate. */
  private record Halfway(
      RedisCommands<String, String> redis,
      RedisCommands<String, String> gate,
      String name,
      PrintStream out)
      implements Sink {
    @Override
    public void write(List<Write> writes) {
      int half = writes.size() / 2;
      writes.subList(0, half).forEach(this::store);
      out.println(HALF);
      gate.blpop(LONGEST, Writers.gate(name));
      writes.subList(half, writes.size()).forEach(this::store);
      out.println(ALL);
    }

    private void store(Write write) {
      redis.hset(Writers.store(name), write.key(), String.valueOf(write.value()));
    }
  }
}
