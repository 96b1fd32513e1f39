package dev.holdfast.caching.multilevel;

import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The connections that a reader hears by, as the server knows them: by their name. */
record PushConnections(Redis redis) {
  /** A driver that restores its connections has done so by then, whatever it waits in between. */
  private static final Duration RESTORED_WITHIN = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  int open() {
    return ids().size();
  }

  /**
   * Ends them from the server's side; a reader learns it as of any lost connection.
   *
   * @return how many the server says that it ended
   */
  int kill() {
    return (int)
        ids().stream()
            .mapToLong(id -> redis.judge().sync().clientKill(KillArgs.Builder.id(id)))
            .sum();
  }

  /** Waits until as many are there again, and the reader says so too; or for long enough. */
  void awaitRestored(int before, Pair pair) {
    try {
      Awaitility.await("the push link to be restored")
          .atMost(RESTORED_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> pair.up() && open() >= before);
    } catch (ConditionTimeoutException _) {
      // what is stale then is what is observed
    }
  }

  private List<Long> ids() {
    return redis
        .judge()
        .sync()
        .clientList()
        .lines()
        .filter(line -> line.contains(" name=" + Nodes.Ways.PUSH + " "))
        .map(line -> line.substring("id=".length(), line.indexOf(' ')))
        .map(Long::valueOf)
        .toList();
  }
}
