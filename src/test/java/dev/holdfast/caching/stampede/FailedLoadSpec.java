package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Faults;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** A load fails that many wait for: how often is a broken source asked? */
@Specification(Outline.CACHING_STAMPEDE)
class FailedLoadSpec {

  @Claim(
      says = "A load that fails is told once to all who waited for it, and the next call loads",
      limit = "callers that come after the failure begin another load: no pause between them",
      source = "golang.org/x/sync/singleflight; ConcurrentHashMap.computeIfAbsent, its Javadoc")
  class AFailureIsSharedAndNotKept
      implements Experiment<PriceCache, AFailureIsSharedAndNotKept.Ends>, AutoCloseable {
    static final String KEY = "price";
    static final int CALLERS = 30;

    private final HeldSource source = new HeldSource(HeldSource.Hearing.INTERRUPTS);
    private final LoadingPeers peers = new LoadingPeers(source);
    private final Faults faults;

    AFailureIsSharedAndNotKept(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param answered callers with a value
     * @param failed callers that were told of a failure
     * @param loads how often the source was asked for all of them, by its own count
     * @param answeredLater whether one more call was answered, once the source worked again
     */
    record Ends(int answered, int failed, int loads, boolean answeredLater) {}

    @Subject({CoalescingCache.class, SingleFlight.class, Flight.class})
    PriceCache who_waits_shares_the_failure() {
      var cache = LeavingCallerSpec.cache();
      return key -> cache.get(key, () -> source.load(key));
    }

    @Control(differs = "who waits does so for the place, and loads in turn")
    PriceCache compute_if_absent() {
      var entries = new ConcurrentHashMap<String, String>();
      return key -> entries.computeIfAbsent(key, this::unchecked);
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "build(loader), as its wiki's page Population says")
    PriceCache caffeine() {
      return peers.caffeine();
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "buildAsync(loader), as its wiki's page Population says")
    PriceCache caffeine_async() {
      var cache = peers.caffeineAsync();
      return key -> cache.get(key).get();
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "build(CacheLoader), as CachesExplained says")
    PriceCache guava() {
      return peers.guava();
    }

    @Peer(artifact = "org.cache2k:cache2k-core", configured = "a loader, as its guide says")
    PriceCache cache2k() {
      return peers.cache2k();
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "a CacheLoaderWriter, as its manual's page Cache Usage Patterns says")
    PriceCache ehcache() {
      return peers.ehcache();
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-core",
        configured = "a loader and cachePenetrateProtect(true)")
    PriceCache jetcache() {
      return peers.jetCache();
    }

    @Override
    public Ends run(PriceCache cache) throws Exception {
      source.holdFirst(true);
      source.fail(faults.instead("the source is down", false, true));
      var crowd = new Crowd();
      crowd.join(1, () -> cache.get(KEY));
      source.awaitHeld(1);
      crowd.join(CALLERS - 1, () -> cache.get(KEY));
      crowd.awaitAllWaiting();
      source.release();
      int ended = crowd.ended(HeldSource.SOON);
      source.awaitThreadsOfHeld(); // forgotten, where it is forgotten after it is told
      int answered = crowd.answers().size();
      int loads = source.loads();
      source.fail(false);
      var later = new Crowd();
      later.join(1, () -> cache.get(KEY));
      later.ended(HeldSource.SOON);
      return new Ends(answered, ended - answered, loads, !later.answers().isEmpty());
    }

    @Override
    public void holds(Ends seen) {
      assertThat(seen.answered() + seen.failed()).isEqualTo(CALLERS);
      assertThat(seen.loads()).isOne();
      assertThat(seen.answeredLater()).isTrue();
    }

    @Override
    public void breaks(Ends seen) {
      assertThat(seen.loads()).isEqualTo(CALLERS);
    }

    @Override
    public void felt(Ends seen) {
      assertThat(seen.failed()).isEqualTo(CALLERS);
    }

    @Override
    public String figure(Ends seen) {
      return seen.loads() == 1 ? "1 load" : seen.loads() + " loads";
    }

    @Override
    public void close() {
      peers.close();
    }

    private String unchecked(String key) {
      try {
        return source.load(key);
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    }
  }
}
