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
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Optional;

/** Where is a job that was handed to somebody who no longer waits for it? */
@Specification(Outline.CACHING_REDIS)
class JobsSpec {

  @Claim(
      says = "A job that comes after its worker has stopped waiting is there for the next who asks",
      limit = "the worker's list is looked after: what a lost worker took stays in its name",
      source = "Redis' documentation, LMOVE, Pattern: Reliable queue; BLPOP")
  class ALateJobIsNotLost
      implements Experiment<ALateJobIsNotLost.Worker, Delivered>, AutoCloseable {
    static final String JOB = "send the invoice";
    static final Duration PATIENCE = Duration.ofMillis(200); // the server's, in the subject
    static final Duration DRIVER = Duration.ofMillis(600); // a time-out of any command
    static final Duration LONGER = Duration.ofSeconds(3); // than the driver's
    static final Duration SOON = Duration.ofSeconds(5);

    private final Redis redis;
    private final Faults faults;
    private final Clients clients = new Clients();
    private final ExclusiveConnections connections;

    ALateJobIsNotLost(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.connections = new ExclusiveConnections(this::connect, 1, SOON);
    }

    private StatefulRedisConnection<String, String> connect() {
      RedisClient client = clients.node(redis.uri());
      client.setOptions(new FailFast(DRIVER, SOON).options());
      return client.connect();
    }

    /** Asks for a job, and gives up after a while. */
    interface Worker {
      Optional<String> take() throws InterruptedException;

      String queue();
    }

    @Subject({JobList.class, ExclusiveConnections.class})
    Worker the_server_gives_up_first() {
      return worker(PATIENCE);
    }

    @Control(differs = "the driver gives up while the server goes on waiting for it")
    Worker the_driver_gives_up_first() {
      return worker(LONGER);
    }

    private Worker worker(Duration patience) {
      var jobs = new JobList(connections, redis.key("jobs"), "worker");
      return new Worker() {
        @Override
        public Optional<String> take() throws InterruptedException {
          try {
            return jobs.take(patience);
          } catch (RedisCommandTimeoutException _) {
            return Optional.empty();
          }
        }

        @Override
        public String queue() {
          return jobs.key();
        }
      };
    }

    @Override
    public Delivered run(Worker worker) throws Exception {
      boolean late = faults.instead("the job comes late", false, true);
      if (!late) {
        redis.judge().sync().rpush(worker.queue(), JOB);
      }
      Optional<String> first = worker.take();
      if (late) {
        redis.judge().sync().rpush(worker.queue(), JOB);
      }
      Optional<String> job = first.isPresent() ? first : worker.take();
      return new Delivered(
          first.isPresent(), job.orElse("none"), redis.judge().sync().llen(worker.queue()));
    }

    @Override
    public void holds(Delivered seen) {
      assertThat(seen.job()).isEqualTo(JOB);
    }

    @Override
    public void breaks(Delivered seen) {
      assertThat(seen.job()).isEqualTo("none");
      assertThat(seen.queued()).isZero();
    }

    @Override
    public void felt(Delivered seen) {
      assertThat(seen.first()).isFalse();
    }

    @Override
    public String figure(Delivered seen) {
      return seen.job().equals("none")
          ? "the job was handed to somebody who had given up"
          : "the job is delivered";
    }

    @Override
    public void close() {
      connections.close();
      clients.close();
    }
  }

  /**
   * @param first whether the first question was answered with the job
   * @param job that the worker got in the end
   * @param queued jobs in the list afterwards
   */
  record Delivered(boolean first, String job, long queued) {}
}
