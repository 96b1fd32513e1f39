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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Callers share a load: what if one of them does not wait for it? */
@Specification(Outline.CACHING_STAMPEDE)
class LeavingCallerSpec {

  static CoalescingCache<String, String> cache() {
    return new CoalescingCache<>(
        new ConcurrentHashMap<>(), new SingleFlight<>("prices", new SimpleMeterRegistry()));
  }

  static AsyncPrices asyncOver(HeldSource source) {
    var cache = cache();
    return key -> cache.getAsync(key, () -> source.load(key));
  }

  static void allOthersAnswered(SharedLoad.Answers seen) {
    assertThat(seen.others()).isEqualTo(SharedLoad.OTHERS);
    assertThat(seen.loads()).isOne();
  }

  static void noneAnswered(SharedLoad.Answers seen) {
    assertThat(seen.others()).isZero();
  }

  static String answered(SharedLoad.Answers seen) {
    String loads = seen.loads() == 1 ? "1 load" : seen.loads() + " loads";
    return "%d of %d others answered, %s".formatted(seen.others(), SharedLoad.OTHERS, loads);
  }

  @Claim(
      says = "A caller that cancels its future of a shared load takes it from nobody else",
      limit = "the load is not cancelled, even if every caller leaves: its value is kept",
      source = "CompletableFuture.copy(); Caffeine's issue 870; rueidisaside, by its contexts")
  class ACancelIsTheCallersOwn implements Experiment<AsyncPrices, SharedLoad.Answers> {
    private final HeldSource source = new HeldSource(HeldSource.Hearing.INTERRUPTS);
    private final Faults faults;

    ACancelIsTheCallersOwn(Faults faults) {
      this.faults = faults;
    }

    @Subject({CoalescingCache.class, SingleFlight.class, Flight.class})
    AsyncPrices a_future_for_each_caller() {
      return asyncOver(source);
    }

    @Control(differs = "every caller is handed the same future")
    AsyncPrices one_future_for_all() {
      return new NaiveSharedFuture(asyncOver(source));
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "buildAsync(loader), as its wiki's page Population says")
    AsyncPrices caffeine_async() {
      return new LoadingPeers(source).caffeineAsync();
    }

    @Override
    public SharedLoad.Answers run(AsyncPrices cache) throws Exception {
      return new SharedLoad(source, faults)
          .run(cache, "cancels its future", future -> future.cancel(true));
    }

    @Override
    public void holds(SharedLoad.Answers seen) {
      allOthersAnswered(seen);
    }

    @Override
    public void breaks(SharedLoad.Answers seen) {
      noneAnswered(seen);
    }

    @Override
    public void felt(SharedLoad.Answers seen) {
      assertThat(seen.left()).isTrue();
    }

    @Override
    public String figure(SharedLoad.Answers seen) {
      return answered(seen);
    }
  }

  @Claim(
      says = "A time-out that a caller gives its future of a shared load ends nobody else's",
      limit = "the load is not ended; its own deadline is the cache's, not a caller's",
      source = "CompletableFuture.copy() and orTimeout(); Caffeine's issue 870")
  class ATimeOutIsTheCallersOwn implements Experiment<AsyncPrices, SharedLoad.Answers> {
    static final Duration PATIENCE = Duration.ofMillis(1); // the load is held: any is over

    private final HeldSource source = new HeldSource(HeldSource.Hearing.INTERRUPTS);
    private final Faults faults;

    ATimeOutIsTheCallersOwn(Faults faults) {
      this.faults = faults;
    }

    @Subject({CoalescingCache.class, SingleFlight.class, Flight.class})
    AsyncPrices a_future_for_each_caller() {
      return asyncOver(source);
    }

    @Control(differs = "every caller is handed the same future")
    AsyncPrices one_future_for_all() {
      return new NaiveSharedFuture(asyncOver(source));
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "buildAsync(loader), as its wiki's page Population says")
    AsyncPrices caffeine_async() {
      return new LoadingPeers(source).caffeineAsync();
    }

    @Override
    public SharedLoad.Answers run(AsyncPrices cache) throws Exception {
      return new SharedLoad(source, faults)
          .run(
              cache,
              "gives its future a time-out",
              future -> {
                var timed = future.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                Awaitility.await("a time-out")
                    .pollInterval(HeldSource.LOOK_EVERY)
                    .until(timed::isDone);
              });
    }

    @Override
    public void holds(SharedLoad.Answers seen) {
      allOthersAnswered(seen);
    }

    @Override
    public void breaks(SharedLoad.Answers seen) {
      noneAnswered(seen);
    }

    @Override
    public void felt(SharedLoad.Answers seen) {
      assertThat(seen.left()).isTrue();
    }

    @Override
    public String figure(SharedLoad.Answers seen) {
      return answered(seen);
    }
  }
}
