package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigratedStatement.Victims;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What is known of the clients of live traffic: who waits, and how much each has done. Thread-safe.
 */
final class TrafficClients {
  /** What settling may take: a fifth of a second, less than most lock time-outs. */
  private static final int MOST_LOOKS = 40;

  private static final long LOOKED_MS = 10;

  private final int count;
  private final int requests;
  private final Map<Integer, Long> made = new HashMap<>(); // by a client's session
  private final Map<String, Duration> waited = new HashMap<>();
  private List<Integer> waiting = List.of();
  private long looks;

  TrafficClients(int count, int requests) {
    this.count = count;
    this.requests = requests;
  }

  synchronized void joined(int pid) {
    made.put(pid, 0L);
  }

  synchronized void served(int pid) {
    made.merge(pid, 1L, Long::sum);
  }

  /** What an observer saw at one look. */
  synchronized void seen(List<WaitingRequest> now) {
    for (WaitingRequest one : now) {
      waited.merge(one.name(), one.waited(), (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    waiting = now.stream().map(WaitingRequest::pid).toList();
    looks++;
    notifyAll();
  }

  /** Those that were seen waiting since the last call. */
  synchronized Victims take() {
    Victims victims =
        new Victims(
            waited.size(), waited.values().stream().max(Duration::compareTo).orElse(Duration.ZERO));
    waited.clear();
    return victims;
  }

  /**
   * Returns when each client waits for the migration or has made every request once more, so that
   * those who wait for a lock that is held now are no matter of luck.
   *
   * @param ended whether there is nobody to wait for any more
   */
  synchronized void settle(BooleanSupplier ended) throws InterruptedException {
    Map<Integer, Long> before = Map.copyOf(made);
    long from = looks;
    while (looks < from + MOST_LOOKS && !ended.getAsBoolean()) {
      boolean fresh = looks > from + 1; // one that began after this
      if (fresh
          && made.size() == count
          && made.keySet().stream().allMatch(pid -> told(pid, before))) {
        return;
      }
      wait(LOOKED_MS);
    }
  }

  private boolean told(int pid, Map<Integer, Long> before) {
    return waiting.contains(pid)
        || made.getOrDefault(pid, 0L) - before.getOrDefault(pid, 0L) > requests;
  }
}
