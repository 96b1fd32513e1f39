package dev.holdfast.caching.locking;

import dev.holdfast.caching.Script;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A lock in Redis that ends by itself, is released by its holder alone, and gives each holder a
 * greater number than the one before, also after Redis has lost all that it knew.
 *
 * <p>The lock alone does not protect anything: a holder that was paused for longer than its lease
 * does not know that another holds it now. What it guards has to look at the number, see {@link
 * FencedStore}.
 *
 * <p>Limits: one primary; a failover that forgets a lock lets two hold it, with two numbers; not
 * reentrant; who waits tries again. Costs: one round trip to lock, one to unlock, and a call of
 * {@link Epochs} when Redis does not know the lock. Thread-safe; errors are the driver's: after one
 * the lock may be held until its lease ends. Source: Kleppmann, "How to do distributed locking",
 * 2016; Redis' documentation, "Distributed Locks with Redis".
 */
public final class FencedLock {
  /** Numbers of one epoch: a number stays exact in Lua for nine million epochs. */
  static final long EPOCH = 1_000_000_000L;

  private static final long HELD = 0;
  private static final long UNKNOWN = -1;

  private static final Script<Long> LOCK =
      Script.ofNumber(
          """
          if redis.call('exists', KEYS[1]) == 1 then return 0 end
          if ARGV[3] ~= '' then redis.call('set', KEYS[2], ARGV[3], 'nx') end
          if redis.call('exists', KEYS[2]) == 0 then return -1 end
          redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
          return redis.call('incr', KEYS[2])
          """);

  private static final Script<Long> UNLOCK =
      Script.ofNumber(
          """
          if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
          return redis.call('del', KEYS[1])
          """);

  private static final Script<Long> RENEW =
      Script.ofNumber(
          """
          if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
          return redis.call('pexpire', KEYS[1], ARGV[2])
          """);

  private final RedisCommands<String, String> redis;
  private final Epochs epochs;
  private final String lock;
  private final String counter;
  private final Duration lease;

  /**
   * @param name of the lock, the same for all who want it; without braces
   * @param lease after which a holder that does not renew it has lost it
   */
  public FencedLock(
      StatefulRedisConnection<String, String> connection,
      Epochs epochs,
      String name,
      Duration lease) {
    if (lease.toMillis() < 1) {
      throw new IllegalArgumentException(
          "lease is " + lease + "; it must be at least 1 ms, try 10 s");
    }
    this.redis = connection.sync();
    this.epochs = epochs;
    this.lock = "{" + name + "}";
    this.counter = lock + ":fence";
    this.lease = lease;
  }

  /** The lock, if nobody holds it. */
  public Optional<Held> tryLock() {
    String owner = UUID.randomUUID().toString();
    long number = lock(owner, "");
    if (number == UNKNOWN) {
      number = lock(owner, Long.toString(Math.multiplyExact(epochs.next(), EPOCH)));
    }
    return number == HELD ? Optional.empty() : Optional.of(new Held(owner, new Fence(number)));
  }

  private long lock(String owner, String first) {
    return LOCK.run(redis, List.of(lock, counter), owner, Long.toString(lease.toMillis()), first);
  }

  /** Where the lock stands in Redis while somebody holds it. */
  public String key() {
    return lock;
  }

  /** The lock as one holder has it. */
  public final class Held {
    private final String owner;
    private final Fence fence;

    private Held(String owner, Fence fence) {
      this.owner = owner;
      this.fence = fence;
    }

    /** To be shown to what the lock guards. */
    public Fence fence() {
      return fence;
    }

    /** Holds it for a whole lease from now; false when it is lost. */
    public boolean renew() {
      return RENEW.run(redis, lock, owner, Long.toString(lease.toMillis())) == 1;
    }

    /** Lets go of it; false when it was lost before, and may be another's. */
    public boolean unlock() {
      return UNLOCK.run(redis, lock, owner) == 1;
    }
  }
}
