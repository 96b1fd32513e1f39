package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;

/** The caller that began the load is interrupted: who pays for it? */
@Specification(Outline.CACHING_STAMPEDE)
class InterruptedLeaderSpec {

  @Claim(
      says = "A caller that began a load and is interrupted fails alone: the others are answered",
      limit = "the load goes on, though nobody may want it any more; a deadline bounds it",
      source = "Goetz et al., Java Concurrency in Practice, sections 5.6 and 7.1")
  class AnInterruptedLeaderFailsAlone
      implements Experiment<PriceCache, AnInterruptedLeaderFailsAlone.Answers>, AutoCloseable {
    static final String KEY = "price";
    static final int CALLERS = 100;

    private final HeldSource source = new HeldSource(HeldSource.Hearing.INTERRUPTS);
    private final LoadingPeers peers = new LoadingPeers(source);
    private final Faults faults;

    AnInterruptedLeaderFailsAlone(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param leaderFailed whether the first caller ended without an answer
     * @param others how many of the others were answered
     * @param loads how often the source was asked, by its own count
     */
    record Answers(boolean leaderFailed, int others, int loads) {}

    @Subject({CoalescingCache.class, SingleFlight.class, Flight.class})
    PriceCache the_load_has_a_thread_of_its_own() {
      var cache = LeavingCallerSpec.cache();
      return key -> cache.get(key, () -> source.load(key));
    }

    @Control(differs = "the first caller runs the load on its own thread")
    PriceCache the_first_callers_thread_loads() {
      var memoizer = new NaiveMemoizer();
      return key -> memoizer.get(key, () -> source.load(key));
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "build(loader), as its wiki's page Population says")
    PriceCache caffeine() {
      return peers.caffeine();
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
    public Answers run(PriceCache cache) throws Exception {
      source.holdFirst(true);
      var crowd = new Crowd();
      crowd.join(1, () -> cache.get(KEY));
      source.awaitHeld(1);
      crowd.join(CALLERS - 1, () -> cache.get(KEY));
      crowd.awaitAllWaiting();
      boolean failed;
      try (Fault _ =
          faults.begin(
              "interrupted",
              "the first caller",
              () -> {
                crowd.interruptFirst();
                return () -> {};
              })) {
        failed = crowd.firstFailed();
        source.release();
        crowd.ended(HeldSource.SOON);
      }
      int others = crowd.answers().size() - (failed ? 0 : 1);
      return new Answers(failed, others, source.loads());
    }

    @Override
    public void holds(Answers seen) {
      assertThat(seen.others()).isEqualTo(CALLERS - 1);
    }

    @Override
    public void breaks(Answers seen) {
      assertThat(seen.others()).isZero();
    }

    @Override
    public void felt(Answers seen) {
      assertThat(seen.leaderFailed()).isTrue();
    }

    @Override
    public String figure(Answers seen) {
      String loads = seen.loads() == 1 ? "1 load" : seen.loads() + " loads";
      return "%d of %d others answered, %s".formatted(seen.others(), CALLERS - 1, loads);
    }

    @Override
    public void close() {
      source.release();
      peers.close();
    }
  }
}
