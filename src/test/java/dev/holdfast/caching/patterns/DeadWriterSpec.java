package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Where are writes that were answered when the process that was to store them is killed? */
@Specification(Outline.CACHING_PATTERNS)
class DeadWriterSpec {

  @Claim(
      says = "Writes that a killed process had taken are stored by another one",
      limit = "the store is told some of them twice; Redis itself stays up",
      source = "Redis' documentation, XAUTOCLAIM; Redis Streams, on recovering from failures")
  class AKilledWriterLosesNothing
      implements Experiment<AKilledWriterLosesNothing.Writer, AKilledWriterLosesNothing.Stored>,
          AutoCloseable {
    static final int HALF = Writers.WRITES / 2;
    static final Duration SOON = Duration.ofSeconds(10);

    private final Redis redis;
    private final Processes processes;
    private final Faults faults;
    private final Clients clients = new Clients();

    AKilledWriterLosesNothing(Redis redis, Processes processes, Faults faults) {
      this.redis = redis;
      this.processes = processes;
      this.faults = faults;
    }

    /** How writes are taken off their log, in the process and by its successor. */
    record Writer(Class<?> main, UnaryOperator<WriteLog> log) {}

    /**
     * @param before writes in the store when the process was killed, or not
     * @param killed whether it was
     * @param stored writes at the end, when none waits any more
     */
    record Stored(long before, boolean killed, long stored) {}

    @Subject({RedisWriteLog.class, Flusher.class, WriteBehind.class})
    Writer handed_over_until_they_are_done() {
      return new Writer(WriterMain.class, UnaryOperator.identity());
    }

    @Control(differs = "a write is off the log once it is taken")
    Writer off_the_log_once_they_are_taken() {
      return new Writer(NaiveWriterMain.class, NaiveDoneWhenTaken::new);
    }

    @Override
    public Stored run(Writer way) {
      String name = redis.key("writes");
      StatefulRedisConnection<String, String> connection = clients.connect(redis.uri());
      RedisCommands<String, String> judge = redis.judge().sync();
      WriteLog log = new RedisWriteLog(connection, name, Writers.OPTIONS);
      for (int i = 0; i < Writers.WRITES; i++) {
        log.append("key-" + i, "new");
      }
      AppProcess process = Writers.start(processes, way.main(), redis, name);
      process.awaitLine(Writers.HALF, SOON);
      long before = judge.hlen(Writers.store(name));
      try (Fault killed = faults.kill(process)) {
        killed.awaitFelt(SOON, () -> !process.running());
      }
      judge.rpush(Writers.gate(name), "open");
      Sink store = batch -> batch.forEach(write -> judge.hset(Writers.store(name), row(write)));
      try (WriteBehind successor = Writers.writer(connection, name, way.log(), store)) {
        successor.start();
        Awaitility.await("that no write waits, in the log or in the process")
            .atMost(SOON)
            .until(() -> log.depth() == 0 && !(process.running() && isHalfway(process)));
      }
      return new Stored(before, !process.running(), judge.hlen(Writers.store(name)));
    }

    private static Map<String, String> row(Write write) {
      return Map.of(write.key(), String.valueOf(write.value()));
    }

    private static boolean isHalfway(AppProcess process) {
      return !process.log().contains(Writers.ALL);
    }

    @Override
    public void holds(Stored seen) {
      assertThat(seen.before()).isEqualTo(HALF);
      assertThat(seen.stored()).isEqualTo(Writers.WRITES);
    }

    @Override
    public void breaks(Stored seen) {
      assertThat(seen.stored()).isEqualTo(HALF);
    }

    @Override
    public void felt(Stored seen) {
      assertThat(seen.killed()).isTrue();
    }

    @Override
    public String figure(Stored seen) {
      return "%d of %d writes stored".formatted(seen.stored(), Writers.WRITES);
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
