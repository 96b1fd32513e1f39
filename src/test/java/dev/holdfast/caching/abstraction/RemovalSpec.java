package dev.holdfast.caching.abstraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Is a key that was removed from a chain gone from all of it? */
@Specification(Outline.CACHING_ABSTRACTION)
class RemovalSpec {

  @Claim(
      says = "A value whose load had begun when its key was removed stays in no tier",
      limit =
          "removals by this process; for a moment a reader may be given what is then taken back",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1, stale sets")
  class ALatePutUndoesNoRemoval
      implements Experiment<Chain, ALatePutUndoesNoRemoval.Seen>, AutoCloseable {
    static final String KEY = "price";
    static final String OLD = "10.00";
    static final String NEW = "12.00";
    static final long SOON_SECONDS = 5;

    private final Redis redis;
    private final Faults faults;
    private final Tiers tiers;

    ALatePutUndoesNoRemoval(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.tiers = new Tiers(redis, faults, redis.key(""));
    }

    /**
     * @param loaded what the load found
     * @param overtaken whether the key was removed before the load had ended
     * @param read what is read afterwards
     * @param below what the lower tier holds before that
     */
    record Seen(String loaded, boolean overtaken, String read, String below) {}

    @Subject({TierChain.class})
    Chain looks_for_a_removal() {
      return tiers.chain();
    }

    @Control(differs = "puts what it loaded, whatever happened to the key since")
    Chain does_not_look() {
      return tiers.naive(NaiveChain.Flaw.A_REMOVAL_IS_NOT_LOOKED_FOR);
    }

    @Override
    public Seen run(Chain chain) throws Exception {
      var source = new AtomicReference<>(OLD);
      var reading = new CountDownLatch(1);
      var removed = new CountDownLatch(1);
      var overtaken = new AtomicReference<>(false);
      var loaded = new AtomicReference<>("");
      Supplier<Optional<String>> slow =
          () -> {
            String found = source.get();
            reading.countDown();
            if (faults.real()) {
              overtaken.set(await(removed));
            }
            return Optional.of(found);
          };
      faults.alongside(
          "the key is removed during the load",
          () -> {
            reading.await();
            source.set(NEW);
            chain.remove(KEY);
            removed.countDown();
          },
          () -> loaded.set(chain.get(KEY, slow).orElseThrow()));
      String below = String.valueOf(redis.judge().sync().get(redis.key(KEY)));
      String read = chain.get(KEY, () -> Optional.of(source.get())).orElseThrow();
      return new Seen(loaded.get(), overtaken.get(), read, below);
    }

    private static boolean await(CountDownLatch latch) {
      try {
        return latch.await(SOON_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.loaded()).isEqualTo(OLD);
      assertThat(seen.read()).isEqualTo(NEW);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.read()).isEqualTo(OLD);
      assertThat(seen.below()).isEqualTo(OLD);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.overtaken()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return "reads " + seen.read() + " once the price is " + NEW;
    }

    @Override
    public void close() {
      tiers.close();
    }
  }

  @Claim(
      says = "A value that goes up from a lower tier when its key is removed stays in no tier",
      limit =
          "removals by this process; for a moment a reader may be given what is then taken back",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1, stale sets")
  class AValueOnItsWayUpUndoesNoRemoval
      implements Experiment<Chain, AValueOnItsWayUpUndoesNoRemoval.Seen> {
    static final String KEY = "price";
    static final String OLD = "10.00";
    static final String NEW = "12.00";

    private final Faults faults;
    private final SettableClock clock = new SettableClock();
    private final HeldTier lower = new HeldTier(new MemoryTier<>(1, clock));
    private final List<Tier<String>> tiers = List.of(new MemoryTier<>(1, clock), lower);

    AValueOnItsWayUpUndoesNoRemoval(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param found what was found below
     * @param overtaken whether the key was removed before that was up
     * @param read what is read afterwards
     */
    record Seen(String found, boolean overtaken, String read) {}

    @Subject(TierChain.class)
    Chain looks_for_a_removal() {
      var meters = new RequestMeters("prices", new SimpleMeterRegistry());
      return Chain.of(new TierChain<>(tiers, Tiers.TIME_TO_LIVE, clock, meters));
    }

    @Control(differs = "puts what it found, whatever happened to the key since")
    Chain does_not_look() {
      return new NaiveChain(
          tiers, Tiers.TIME_TO_LIVE, clock, NaiveChain.Flaw.A_REMOVAL_IS_NOT_LOOKED_FOR);
    }

    @Override
    public Seen run(Chain chain) throws Exception {
      lower.put(KEY, new Entry<>(OLD, clock.instant().plus(Tiers.TIME_TO_LIVE)));
      lower.holdWhatIsFound(faults.real());
      var found = new AtomicReference<>("");
      faults.alongside(
          "the key is removed on its way up",
          () -> {
            lower.awaitFound();
            chain.remove(KEY);
            lower.release();
          },
          () -> found.set(chain.get(KEY, Optional::empty).orElseThrow()));
      String read = chain.get(KEY, () -> Optional.of(NEW)).orElseThrow();
      return new Seen(found.get(), lower.wasHeld(), read);
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.found()).isEqualTo(OLD);
      assertThat(seen.read()).isEqualTo(NEW);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.read()).isEqualTo(OLD);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.overtaken()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return "reads " + seen.read() + " once the price is " + NEW;
    }
  }
}
