package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.patterns.CacheBehindALink.Left;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;

/** How long does a cache show the old value when its delete did not get through? */
@Specification(Outline.CACHING_PATTERNS)
class MissedDeleteSpec {
  static final int KEYS = CacheBehindALink.KEYS;

  @Claim(
      says = "A delete that Redis missed is made good once it is back, not when the value ends",
      limit = "what is owed dies with the process; until then readers are shown the old value",
      source = "Microsoft, Cloud Design Patterns: Cache-Aside, on consistency")
  class AMissedDeleteIsMadeGood implements Experiment<Deletes, Left>, AutoCloseable {
    static final int NONE = 0;

    private final CacheBehindALink cache;

    AMissedDeleteIsMadeGood(Redis redis, Faults faults) {
      cache = new CacheBehindALink(redis, faults);
    }

    @Subject(Invalidations.class)
    Deletes owed_until_done() {
      return cache.owing(KEYS);
    }

    @Control(differs = "a delete that fails is forgotten")
    Deletes fire_and_forget() {
      return cache.naive(new NaiveDeletes(cache.connection().sync(), NONE));
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-redis-lettuce",
        configured = "Cache.remove as it comes; the maintainer's advice is a time to live")
    Deletes jetcache() {
      return cache.jetCache();
    }

    @Peer(
        artifact = "org.springframework.data:spring-data-redis",
        configured = "RedisCacheWriter with immediateWrites(), and LoggingCacheErrorHandler")
    Deletes spring() {
      return cache.spring();
    }

    @Override
    public Left run(Deletes deletes) {
      return cache.writeDuringAnOutage(deletes);
    }

    @Override
    public void holds(Left seen) {
      assertThat(seen.stale()).isZero();
      assertThat(seen.others()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Left seen) {
      assertThat(seen.stale()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Left seen) {
      assertThat(seen.inTime()).isZero();
    }

    @Override
    public String figure(Left seen) {
      return "%d of %d keys show the old value".formatted(seen.stale(), KEYS);
    }

    @Override
    public void close() {
      cache.close();
    }
  }

  @Claim(
      says = "When more deletes were missed than are remembered, the whole cache is emptied",
      limit = "on a cluster one node's part of it; each of its keys costs a miss",
      source = "Redis' documentation, Client-side caching, on losing track: flush everything")
  class TooManyMissedDeletesEmptyTheCache implements Experiment<Deletes, Left>, AutoCloseable {
    static final int REMEMBERED = KEYS / 4;

    private final CacheBehindALink cache;

    TooManyMissedDeletesEmptyTheCache(Redis redis, Faults faults) {
      cache = new CacheBehindALink(redis, faults);
    }

    @Subject(Invalidations.class)
    Deletes all_when_there_are_too_many() {
      return cache.owing(REMEMBERED);
    }

    @Control(differs = "deletes beyond what is remembered are forgotten")
    Deletes as_many_as_are_remembered() {
      return cache.naive(new NaiveDeletes(cache.connection().sync(), REMEMBERED));
    }

    @Override
    public Left run(Deletes deletes) {
      return cache.writeDuringAnOutage(deletes);
    }

    @Override
    public void holds(Left seen) {
      assertThat(seen.stale()).isZero();
      assertThat(seen.others()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Left seen) {
      assertThat(seen.stale()).isEqualTo(KEYS - REMEMBERED);
    }

    @Override
    public void felt(Left seen) {
      assertThat(seen.inTime()).isZero();
    }

    @Override
    public String figure(Left seen) {
      return "%d of %d keys show the old value".formatted(seen.stale(), KEYS);
    }

    @Override
    public void close() {
      cache.close();
    }
  }
}
