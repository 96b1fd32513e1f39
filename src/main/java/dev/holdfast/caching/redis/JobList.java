package dev.holdfast.caching.redis;

import io.lettuce.core.LMoveArgs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Jobs in a list of Redis, each of which is taken by one worker and is not lost with it: a taken
 * job stands in the worker's own list until it is done.
 *
 * <p>The server is asked to wait for shorter than the driver does. The other way round a job would
 * be handed to a caller who has given up: even then it is kept. Limits: a worker that comes back
 * takes up what it left ({@link #unfinished}), so a job may be done twice; a worker that does not
 * come back needs somebody who calls that in its name.
 *
 * <p>One round trip a call, on a connection of its own, since it blocks. Not thread-safe: one
 * worker each. Source: Redis' documentation, LMOVE, "Pattern: Reliable queue".
 */
public final class JobList {
  private final ExclusiveConnections connections;
  private final String waiting;
  private final String taken;

  /**
   * @param name of the list in which jobs are pushed on the right
   * @param worker whose jobs these become; the same after a restart
   */
  public JobList(ExclusiveConnections connections, String name, String worker) {
    this.connections = connections;
    this.waiting = "{" + name + "}";
    this.taken = waiting + ":" + worker;
  }

  /** Where jobs are pushed. */
  public String key() {
    return waiting;
  }

  /**
   * The next job, which is this worker's now; waits so long for one.
   *
   * @param patience shorter than the driver's time-out of a command; a job that the driver did not
   *     wait for is among the {@link #unfinished}
   */
  public Optional<String> take(Duration patience) throws InterruptedException {
    double seconds = Math.max(1, patience.toMillis()) / 1_000.0; // 0 would be for ever
    return connections.on(
        connection ->
            Optional.ofNullable(
                connection.sync().blmove(waiting, taken, LMoveArgs.Builder.leftRight(), seconds)));
  }

  /** The job is done, and nowhere any more. */
  public void done(String job) throws InterruptedException {
    connections.on(connection -> connection.sync().lrem(taken, 1, job));
  }

  /** What this worker took and did not say to be done, the oldest first. */
  public List<String> unfinished() throws InterruptedException {
    return connections.on(connection -> connection.sync().lrange(taken, 0, -1));
  }
}
