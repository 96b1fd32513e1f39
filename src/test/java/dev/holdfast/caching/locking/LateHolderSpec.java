package dev.holdfast.caching.locking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.Script;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** What may a holder still do whose lease has ended without his knowing? */
@Specification(Outline.CACHING_LOCKING)
class LateHolderSpec {
  static final Duration LEASE = Duration.ofMinutes(1); // ended by the scenario, not by time

  /** Locks of an arm over a connection of its own, with epochs that outlive Redis. */
  static final class Locks implements AutoCloseable {
    private final Clients clients = new Clients();
    private final AtomicLong epoch = new AtomicLong();
    private final FencedStore store;
    private final FencedLock lock;

    Locks(Redis redis, String name) {
      var connection = clients.connect(redis.uri());
      store = new FencedStore(connection);
      lock = new FencedLock(connection, epoch::incrementAndGet, redis.key(name), LEASE);
    }

    FencedLock.Held take() {
      return lock.tryLock().orElseThrow();
    }

    @Override
    public void close() {
      clients.close();
    }
  }

  @Claim(
      says = "A holder whose lease has ended overwrites nothing of the next holder's",
      limit = "what the lock guards looks at the number; effects elsewhere are not taken back",
      source = "Kleppmann, How to do distributed locking, 2016")
  class ALateWriteIsRefusedByItsFence
      implements Experiment<ALateWriteIsRefusedByItsFence.Write, ALateWriteIsRefusedByItsFence.Sum>,
          AutoCloseable {
    static final int ROUNDS = 20; // each with two holders, who both add one

    private final Redis redis;
    private final Faults faults;
    private final Locks locks;

    ALateWriteIsRefusedByItsFence(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.locks = new Locks(redis, "stock");
    }

    /** How a holder writes; whether he is told that it was done. */
    interface Write {
      boolean of(String key, String value, Fence fence);
    }

    /**
     * @param overlaps rounds in which the lease ended before its holder had written
     * @param acknowledged writes
     * @param sum of what is there in the end: one for each write that was not lost
     */
    record Sum(int overlaps, int acknowledged, int sum) {}

    @Subject({FencedStore.class, FencedLock.class, Fence.class, Script.class})
    Write with_the_number_of_the_holder() {
      return locks.store::write;
    }

    @Control(differs = "whoever has once got the lock may write")
    Write with_the_lock_alone() {
      return (key, value, _) -> locks.store.write(key, value, new Fence(0));
    }

    @Override
    public Sum run(Write write) {
      int late = faults.instead("the lease ends before the write", 0, ROUNDS);
      int overlaps = 0;
      int acknowledged = 0;
      int sum = 0;
      for (int round = 0; round < ROUNDS; round++) {
        String key = redis.key("stock-" + round);
        FencedLock.Held first = locks.take();
        int before = value(key);
        BiFunction<FencedLock.Held, Integer, Boolean> add =
            (holder, seen) -> write.of(key, String.valueOf(seen + 1), holder.fence());
        boolean overtaken = round < late;
        if (overtaken) {
          redis.judge().sync().del(locks.lock.key()); // as at the end of its time to live
        } else {
          acknowledged += add.apply(first, before) ? 1 : 0;
          first.unlock();
        }
        FencedLock.Held second = locks.take();
        acknowledged += add.apply(second, value(key)) ? 1 : 0;
        second.unlock();
        if (overtaken) {
          overlaps += first.unlock() ? 0 : 1;
          acknowledged += add.apply(first, before) ? 1 : 0;
        }
        sum += value(key);
      }
      return new Sum(overlaps, acknowledged, sum);
    }

    private int value(String key) {
      return locks.store.read(key).map(Integer::parseInt).orElse(0);
    }

    @Override
    public void holds(Sum seen) {
      assertThat(seen.acknowledged()).isGreaterThanOrEqualTo(ROUNDS);
      assertThat(seen.sum()).isEqualTo(seen.acknowledged());
    }

    @Override
    public void breaks(Sum seen) {
      assertThat(seen.acknowledged() - seen.sum()).isEqualTo(ROUNDS);
    }

    @Override
    public void felt(Sum seen) {
      assertThat(seen.overlaps()).isEqualTo(ROUNDS);
    }

    @Override
    public String figure(Sum seen) {
      return "%d of %d acknowledged writes lost"
          .formatted(seen.acknowledged() - seen.sum(), seen.acknowledged());
    }

    @Override
    public void close() {
      locks.close();
    }
  }

  @Claim(
      says = "A lock is released by its holder alone, not by one who has lost it",
      limit = "the loser is told; what he did meanwhile is another matter",
      source = "Redis' documentation, SET, Patterns: a release that compares the value first")
  class ALockIsReleasedByItsHolderAlone
      implements Experiment<ALockIsReleasedByItsHolderAlone.Release, Holders>, AutoCloseable {
    static final int ROUNDS = 20;

    private final Redis redis;
    private final Faults faults;
    private final Locks locks;

    ALockIsReleasedByItsHolderAlone(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.locks = new Locks(redis, "report");
    }

    /** How a holder lets go of the lock. */
    interface Release {
      void of(FencedLock.Held holder);
    }

    @Subject(FencedLock.class)
    Release who_owns_it() {
      return FencedLock.Held::unlock;
    }

    @Control(differs = "deletes the lock, whoever holds it")
    Release whoever() {
      return _ -> redis.judge().sync().del(locks.lock.key());
    }

    @Override
    public Holders run(Release release) {
      int late = faults.instead("the lease ends before the release", 0, ROUNDS);
      int second = 0;
      int third = 0;
      for (int round = 0; round < ROUNDS; round++) {
        FencedLock.Held first = locks.take();
        if (round < late) {
          redis.judge().sync().del(locks.lock.key()); // as at the end of its time to live
        } else {
          release.of(first);
        }
        locks.take();
        second++;
        if (round < late) {
          release.of(first);
        }
        third += locks.lock.tryLock().isPresent() ? 1 : 0; // while the second works
        redis.judge().sync().del(locks.lock.key());
      }
      return new Holders(late, second, third);
    }

    @Override
    public void holds(Holders seen) {
      assertThat(seen.second()).isEqualTo(ROUNDS);
      assertThat(seen.third()).isZero();
    }

    @Override
    public void breaks(Holders seen) {
      assertThat(seen.third()).isEqualTo(ROUNDS);
    }

    @Override
    public void felt(Holders seen) {
      assertThat(seen.late()).isEqualTo(ROUNDS);
    }

    @Override
    public String figure(Holders seen) {
      return "%d of %d times two held the lock".formatted(seen.third(), seen.second());
    }

    @Override
    public void close() {
      locks.close();
    }
  }

  /**
   * @param late holders whose lease ended before they let go
   * @param second holders
   * @param third holders, while the second one worked
   */
  record Holders(int late, int second, int third) {}
}
