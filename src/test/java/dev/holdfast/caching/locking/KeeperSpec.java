package dev.holdfast.caching.locking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** When does a holder learn that he has lost his lock? */
@Specification(Outline.CACHING_LOCKING)
class KeeperSpec {

  @Claim(
      says = "A holder who cannot renew its lock is told while the lock is still its own",
      limit = "a process that runs: one that is paused for too long is told when it wakes",
      source = "Burrows, The Chubby lock service, OSDI 2006, section 2.8")
  class AHolderIsToldBeforeItsLeaseEnds
      implements Experiment<AHolderIsToldBeforeItsLeaseEnds.Keeper, Told>, AutoCloseable {
    static final Duration LEASE = Duration.ofMillis(1_500); // a third is long on a busy host
    static final int RENEWALS = 3;
    static final Duration SOON = Duration.ofSeconds(5);

    private final Redis redis;
    private final Faults faults;
    private final Link link;
    private final Clients clients = new Clients();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final FencedLock lock;

    AHolderIsToldBeforeItsLeaseEnds(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
      var epoch = new AtomicLong();
      this.lock =
          new FencedLock(
              clients.connect(redis.uri(link)), epoch::incrementAndGet, redis.key("lock"), LEASE);
    }

    /** Renews the lock; calls back when it is lost, if it does such a thing. */
    interface Keeper {
      AutoCloseable keep(FencedLock.Held held, Runnable onLost);
    }

    @Subject({LeaseKeeper.class, FencedLock.class})
    Keeper tells_before_the_end() {
      return (held, onLost) -> LeaseKeeper.start(held, LEASE, scheduler, System::nanoTime, onLost);
    }

    @Control(differs = "a renewal that failed is tried again, and nobody is told")
    Keeper tries_again() {
      return (held, _) -> {
        long period = LEASE.toNanos() / RENEWALS;
        var rounds =
            scheduler.scheduleWithFixedDelay(
                () -> {
                  try {
                    held.renew();
                  } catch (RedisException _) {
                    return; // the next round may succeed
                  }
                },
                0,
                period,
                TimeUnit.NANOSECONDS);
        return () -> rounds.cancel(false);
      };
    }

    @Override
    public Told run(Keeper keeper) throws Exception {
      FencedLock.Held held = lock.tryLock().orElseThrow();
      var told = new AtomicBoolean();
      var whileHeld = new AtomicBoolean();
      try (AutoCloseable _ =
          keeper.keep(
              held,
              () -> {
                whileHeld.set(isHeld());
                told.set(true);
              })) {
        await("a renewal or more", () -> redis.calls("pexpire") >= 1);
        long renewed = redis.calls("pexpire");
        try (Fault _ = faults.outage(link)) {
          if (faults.real()) {
            await("the holder is told, or has lost the lock", () -> told.get() || !isHeld());
          } else {
            await("renewals", () -> redis.calls("pexpire") >= renewed + RENEWALS);
          }
        }
      }
      boolean kept = isHeld();
      redis.judge().sync().del(lock.key());
      return new Told(told.get(), whileHeld.get(), kept);
    }

    private boolean isHeld() {
      return redis.judge().sync().exists(lock.key()) == 1;
    }

    private static void await(String what, Callable<Boolean> condition) {
      Awaitility.await(what)
          .atMost(SOON)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(condition);
    }

    @Override
    public void holds(Told seen) {
      assertThat(seen.kept() || seen.told()).isTrue();
      assertThat(seen.whileHeld()).isEqualTo(seen.told());
    }

    @Override
    public void breaks(Told seen) {
      assertThat(seen.told()).isFalse();
      assertThat(seen.kept()).isFalse();
    }

    @Override
    public void felt(Told seen) {
      assertThat(seen.told() || !seen.kept()).isTrue();
    }

    @Override
    public String figure(Told seen) {
      return seen.told()
          ? "told " + (seen.whileHeld() ? "before" : "after") + " its lease had ended"
          : seen.kept() ? "not lost" : "lost, and not told";
    }

    @Override
    public void close() {
      scheduler.shutdownNow();
      clients.close();
    }
  }

  /**
   * @param told whether the holder was told that the lock is lost
   * @param whileHeld whether nobody else could have it yet then
   * @param kept whether it still had it in the end
   */
  record Told(boolean told, boolean whileHeld, boolean kept) {}
}
