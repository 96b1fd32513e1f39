package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.caching.multilevel.Interleavings.Case;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The guard in every order of its steps: two readers and a writer, who take turns before each step
 * on the map and before each look into the remote cache.
 */
class NearCacheInterleavingsTest {
  private static final String KEY = "key";
  private static final int OLD = 1;
  private static final int NEW = 2;

  /** Fewer orders than these, and the tasks did not interleave. */
  private static final int MANY = 1_000;

  private int stale;

  @Test
  void an_invalidation_leaves_nothing_old_in_whatever_order() {
    int orders = explore(NearCacheInterleavingsTest::guarded, (near, _) -> near.invalidate(KEY));
    assertThat(orders).isGreaterThan(MANY);
    assertThat(stale).isZero();
  }

  @Test
  void clearing_leaves_nothing_old_in_whatever_order() {
    int orders = explore(NearCacheInterleavingsTest::guarded, (near, _) -> near.clear());
    assertThat(orders).isGreaterThan(MANY);
    assertThat(stale).isZero();
  }

  @Test
  void a_suspension_leaves_nothing_old_in_whatever_order() {
    int orders =
        explore(
            NearCacheInterleavingsTest::guarded,
            (near, step) -> {
              near.suspend();
              step.run();
              near.resume();
            });
    assertThat(orders).isGreaterThan(MANY);
    assertThat(stale).isZero();
  }

  @Test
  void an_invalidation_that_is_lost_during_a_suspension_leaves_nothing_old_in_whatever_order() {
    int orders =
        Interleavings.explore(
            step -> {
              var near = new NearCache<Integer>("near", new Steps(step), new SimpleMeterRegistry());
              near.resume();
              var remote = new Remote(step, new AtomicInteger(OLD));
              Runnable writer =
                  () -> {
                    near.suspend();
                    step.run();
                    remote.value().set(NEW);
                    step.run();
                    near.resume();
                  };
              return new Case(
                  List.of(() -> guarded(near, remote), () -> guarded(near, remote), writer),
                  () -> countStale(near));
            });
    assertThat(orders).isGreaterThan(MANY);
    assertThat(stale).isZero();
  }

  @Test
  void without_the_placeholder_some_orders_leave_the_old_value() {
    explore(NearCacheInterleavingsTest::unguarded, (near, _) -> near.invalidate(KEY));
    assertThat(stale).isPositive();
  }

  private interface Telling {
    void tell(NearCache<Integer> near, Runnable step);
  }

  /** The remote cache; a look is a step. */
  private record Remote(Runnable step, AtomicInteger value) {
    int look() {
      step.run();
      return value.get();
    }
  }

  /** The near cache's map, each of whose changes is a step. A task begins with its first look. */
  private static final class Steps extends ConcurrentHashMap<String, Kept<Integer>> {
    private final Runnable step;

    Steps(Runnable step) {
      this.step = step;
    }

    @Override
    public @Nullable Kept<Integer> compute(
        String key,
        BiFunction<? super String, ? super Kept<Integer>, ? extends Kept<Integer>> change) {
      step.run();
      return super.compute(key, change);
    }

    @Override
    public boolean replace(String key, Kept<Integer> place, Kept<Integer> value) {
      step.run();
      return super.replace(key, place, value);
    }

    @Override
    public @Nullable Kept<Integer> remove(Object key) {
      step.run();
      return super.remove(key);
    }

    @Override
    public void clear() {
      step.run();
      super.clear();
    }
  }

  private static void guarded(NearCache<Integer> near, Remote remote) {
    near.get(KEY, _ -> remote.look());
  }

  private static void unguarded(NearCache<Integer> near, Remote remote) {
    if (near.getIfPresent(KEY) == null) {
      int found = remote.look();
      near.get(KEY, _ -> found);
    }
  }

  /** Counts the orders, and those in which the old value is kept though all was told. */
  private int explore(BiConsumer<NearCache<Integer>, Remote> reading, Telling telling) {
    return Interleavings.explore(
        step -> {
          var near = new NearCache<Integer>("near", new Steps(step), new SimpleMeterRegistry());
          near.resume();
          var remote = new Remote(step, new AtomicInteger(OLD));
          Runnable reader = () -> reading.accept(near, remote);
          Runnable other = () -> reading.accept(near, remote);
          Runnable writer =
              () -> {
                remote.value().set(NEW);
                telling.tell(near, step);
              };
          return new Case(List.of(reader, other, writer), () -> countStale(near));
        });
  }

  private void countStale(NearCache<Integer> near) {
    stale += Integer.valueOf(OLD).equals(near.getIfPresent(KEY)) ? 1 : 0;
  }
}
