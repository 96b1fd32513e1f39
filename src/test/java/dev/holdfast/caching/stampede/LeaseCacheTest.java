package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseCacheTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final LeaseOptions OPTIONS =
      new LeaseOptions(
          Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofHours(1));

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanoTime = new AtomicLong();
  private final OneSlot slot = new OneSlot();
  private final LeaseCache cache = new LeaseCache("test", slot, OPTIONS, meters, nanoTime::get);

  @Test
  void a_hit_asks_nobody() throws Exception {
    slot.value = "cached";
    assertThat(cache.get("key", () -> "loaded")).isEqualTo("cached");
    assertThat(count("loads")).isZero();
  }

  @Test
  void a_miss_is_loaded_and_kept() throws Exception {
    assertThat(cache.get("key", () -> "loaded")).isEqualTo("loaded");
    assertThat(slot.value).isEqualTo("loaded");
    assertThat(slot.owner).isNull();
    assertThat(count("loads")).isOne();
  }

  @Test
  void a_failed_load_gives_its_lease_back() {
    assertThatThrownBy(
            () ->
                cache.get(
                    "key",
                    () -> {
                      throw new IOException("no route");
                    }))
        .isInstanceOf(LoadException.class)
        .hasRootCauseMessage("no route");
    assertThat(slot.owner).isNull();
  }

  @Test
  @SuppressWarnings("NullAway") // what a loader from elsewhere may do
  void an_origin_that_answers_null_is_a_failure() {
    assertThatThrownBy(() -> cache.get("key", () -> null))
        .isInstanceOf(LoadException.class)
        .hasRootCauseMessage("the origin answered null");
    assertThat(slot.owner).isNull();
  }

  @Test
  void a_late_load_is_answered_and_not_kept() throws Exception {
    String answer =
        cache.get(
            "key",
            () -> {
              slot.owner = "another"; // the lease ended meanwhile
              return "late";
            });
    assertThat(answer).isEqualTo("late");
    assertThat(slot.value).isNull();
    assertThat(slot.owner).isEqualTo("another");
    assertThat(count("refused")).isOne();
  }

  @Test
  void a_value_that_cannot_be_kept_is_answered_all_the_same() throws Exception {
    slot.broken = true;
    assertThat(cache.get("key", () -> "loaded")).isEqualTo("loaded");
  }

  @Test
  void whoever_waits_takes_over_when_the_lease_ends() throws Exception {
    FutureTask<String> waiter = waiter();
    slot.owner = null;
    assertThat(waiter.get()).isEqualTo("loaded");
    assertThat(count("takeovers")).isOne();
  }

  @Test
  void waiting_ends_with_the_patience() throws Exception {
    FutureTask<String> waiter = waiter();
    nanoTime.set(OPTIONS.patience().toNanos());
    assertThatThrownBy(waiter::get)
        .cause()
        .isInstanceOf(LoadException.class)
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining(
            "no value for key 'key' within 5000 ms of patience: other nodes held its lease of"
                + " 1000 ms");
  }

  @Test
  void waiting_ends_with_the_cache() throws Exception {
    FutureTask<String> waiter = waiter();
    cache.close();
    assertThatThrownBy(waiter::get)
        .cause()
        .isInstanceOf(LoadException.class)
        .hasRootCauseMessage("closed while key 'key' was awaited");
  }

  /** A call that waits for another node's lease. */
  private FutureTask<String> waiter() {
    slot.owner = "another";
    FutureTask<String> waiter = new FutureTask<>(() -> cache.get("key", () -> "loaded"));
    Thread.ofVirtual().start(waiter);
    Awaitility.await().atMost(SOON).until(() -> count("waits") == 1);
    return waiter;
  }

  private double count(String what) {
    return meters.counter("cache.lease." + what, "cache", "test").count();
  }

  /** One key's slot in memory, whose lease the test may end or give away. */
  private static final class OneSlot implements LeaseStore {
    private volatile @Nullable String owner;
    private volatile @Nullable String value;
    private volatile boolean broken;

    @Override
    public @Nullable String read(String key) {
      return value;
    }

    @Override
    public synchronized Slot take(String key, String token) {
      String found = value;
      if (found != null) {
        return new Slot.Value(found);
      }
      if (owner != null) {
        return new Slot.Held();
      }
      owner = token;
      return new Slot.Granted();
    }

    @Override
    public synchronized boolean fill(String key, String token, String loaded) {
      if (broken) {
        throw new RedisException("connection lost");
      }
      if (!release(key, token)) {
        return false;
      }
      value = loaded;
      return true;
    }

    @Override
    public synchronized boolean release(String key, String token) {
      if (!token.equals(owner)) {
        return false;
      }
      owner = null;
      return true;
    }
  }
}
