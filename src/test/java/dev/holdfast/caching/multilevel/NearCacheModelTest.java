package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.caching.Uncounted;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * The guard in many orders of its steps, each a read or a write of shared memory, as Lincheck's
 * model checker finds them; {@link NearCacheInterleavingsTest} takes all orders of larger steps.
 */
class NearCacheModelTest {
  /** Each flaw below is found within two thirds of them. */
  private static final int ORDERS = 150;

  private static final String KEY = "key";
  private static final int OLD = 1;
  private static final int NEW = 2;
  private static final MeterRegistry METERS = Uncounted.registry();

  @Test
  void an_invalidation_leaves_nothing_old() {
    Lincheck.runConcurrentTest(ORDERS, () -> new Order(true).run());
  }

  @Test
  void without_the_placeholder_some_order_leaves_the_old_value() {
    assertThatThrownBy(() -> Lincheck.runConcurrentTest(ORDERS, () -> new Order(false).run()))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("the old value is kept");
  }

  /** All that is new for each order. */
  private static final class Order {
    private final boolean guarded;
    private final AtomicInteger remote = new AtomicInteger(OLD);
    private final NearCache<Integer> near =
        new NearCache<>("near", new ConcurrentHashMap<>(), METERS);

    Order(boolean guarded) {
      this.guarded = guarded;
    }

    void run() {
      near.resume();
      Thread reader = new Reader(this);
      reader.start();
      remote.set(NEW);
      near.invalidate(KEY);
      try {
        reader.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      Integer kept = near.getIfPresent(KEY);
      if (kept != null && kept == OLD) {
        throw new AssertionError("the old value is kept");
      }
    }

    void read() {
      if (guarded) {
        near.get(KEY, _ -> remote.get());
      } else if (near.getIfPresent(KEY) == null) {
        int found = remote.get();
        near.get(KEY, _ -> found);
      }
    }
  }

  private static final class Reader extends Thread {
    private final Order order;

    Reader(Order order) {
      this.order = order;
    }

    @Override
    public void run() {
      order.read();
    }
  }
}
