package dev.holdfast.caching.abstraction;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.caching.Uncounted;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * A reader and a removal in many orders of their steps, each a read or a write of shared memory, as
 * Lincheck's model checker finds them.
 */
class TierChainModelTest {
  /** Each flaw below is found within two thirds of them. */
  private static final int ORDERS = 150;

  private static final String KEY = "key";
  private static final String OLD = "old";
  private static final String NEW = "new";
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
  private static final Clock STANDING = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final MeterRegistry METERS = Uncounted.registry();

  @Test
  void what_is_removed_while_it_is_loaded_stays_in_no_tier() {
    Lincheck.runConcurrentTest(ORDERS, () -> new Order(false).removedWhileLoaded());
  }

  @Test
  void what_is_removed_while_it_goes_up_stays_in_no_tier() {
    Lincheck.runConcurrentTest(ORDERS, () -> new Order(false).removedWhileItGoesUp());
  }

  @Test
  void without_a_look_at_removals_what_is_loaded_stays_in_some_order() {
    assertThatThrownBy(
            () -> Lincheck.runConcurrentTest(ORDERS, () -> new Order(true).removedWhileLoaded()))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("the old value is kept");
  }

  @Test
  void without_a_look_at_removals_what_goes_up_stays_in_some_order() {
    assertThatThrownBy(
            () -> Lincheck.runConcurrentTest(ORDERS, () -> new Order(true).removedWhileItGoesUp()))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("the old value is kept");
  }

  /** All that is new for each order. */
  private static final class Order {
    private final Table memory = new Table("memory");
    private final Table shared = new Table("shared");
    private final Source source = new Source();
    private final Chain chain;

    Order(boolean naive) {
      List<Tier<String>> tiers = List.of(memory, shared);
      chain =
          naive
              ? new NaiveChain(
                  tiers, TIME_TO_LIVE, STANDING, NaiveChain.Flaw.A_REMOVAL_IS_NOT_LOOKED_FOR)
              : Chain.of(
                  new TierChain<>(
                      tiers, TIME_TO_LIVE, STANDING, new RequestMeters("prices", METERS)));
    }

    void removedWhileLoaded() {
      readAndRemove();
    }

    void removedWhileItGoesUp() {
      shared.put(KEY, new Entry<>(OLD, STANDING.instant().plus(TIME_TO_LIVE)));
      readAndRemove();
    }

    private void readAndRemove() {
      Thread reader = new Reader(this);
      reader.start();
      source.value.set(NEW);
      chain.remove(KEY);
      try {
        reader.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (memory.holds(OLD) || shared.holds(OLD)) {
        throw new AssertionError("the old value is kept");
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
      var _ = order.chain.get(KEY, order.source);
    }
  }

  private static final class Source implements Supplier<Optional<String>> {
    private final AtomicReference<String> value = new AtomicReference<>(OLD);

    @Override
    public Optional<String> get() {
      return Optional.of(value.get());
    }
  }

  private static final class Table implements Tier<String> {
    private final String name;
    private final ConcurrentMap<String, Entry<String>> entries = new ConcurrentHashMap<>();

    Table(String name) {
      this.name = name;
    }

    boolean holds(String value) {
      Entry<String> entry = entries.get(KEY);
      return entry != null && entry.value().equals(value);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<Entry<String>> find(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(String key, Entry<String> entry) {
      entries.put(key, entry);
    }

    @Override
    public void remove(String key) {
      entries.remove(key);
    }
  }
}
