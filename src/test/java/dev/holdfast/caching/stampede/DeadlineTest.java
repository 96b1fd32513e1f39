package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final TimeoutException OVER = new TimeoutException("over");

  private final List<Consumer<TimeoutException>> begun = new ArrayList<>();
  private final List<Integer> stopped = new CopyOnWriteArrayList<>();
  private final List<Thread> pilots = new ArrayList<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final SingleFlight<String, String> flights =
      new SingleFlight<>("test", this::begin, this::pilot, meters);
  private final ConcurrentHashMap<String, String> entries = new ConcurrentHashMap<>();
  private final CoalescingCache<String, String> cache = new CoalescingCache<>(entries, flights);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @AfterEach
  void endLoads() {
    gate.countDown();
  }

  @Test
  void a_load_that_is_given_up_fails_and_makes_way() throws Exception {
    CompletableFuture<String> first = cache.getAsync("key", this::deaf);
    begun.getFirst().accept(OVER);

    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(LoadException.class)
        .hasCause(OVER);
    assertThat(cache.get("key", () -> "next")).isEqualTo("next");
    assertThat(givenUp()).isOne();
  }

  @Test
  void it_is_interrupted() throws Exception {
    CompletableFuture<String> first = cache.getAsync("key", this::deaf);
    begun.getFirst().accept(OVER);
    assertThat(first).isCompletedExceptionally();
    interrupted.await();
  }

  @Test
  void what_it_brings_late_is_not_kept() throws Exception {
    CompletableFuture<String> first = cache.getAsync("key", this::deaf);
    begun.getFirst().accept(OVER);
    assertThat(cache.get("key", () -> "next")).isEqualTo("next");
    gate.countDown();
    pilots.getFirst().join();
    assertThat(entries).containsEntry("key", "next");
    assertThat(first).isCompletedExceptionally();
  }

  @Test
  void a_load_that_lands_stops_its_deadline_and_cannot_be_given_up() throws Exception {
    assertThat(cache.get("key", () -> "value")).isEqualTo("value");
    Awaitility.await().atMost(SOON).until(() -> stopped.size() == 1);
    begun.getFirst().accept(OVER);
    assertThat(givenUp()).isZero();
    assertThat(cache.get("key", () -> "another")).isEqualTo("value");
  }

  @Test
  void the_timer_says_when_it_is_over() throws Exception {
    var said = new CompletableFuture<TimeoutException>();
    Runnable _ = Deadline.of(Duration.ofMillis(1)).begin(said::complete);
    assertThat(said.get()).hasMessageStartingWith("given up at its deadline of 1 ms: ");
  }

  @Test
  void a_deadline_of_nothing_is_refused() {
    assertThatThrownBy(() -> new SingleFlight<String, String>("test", Duration.ZERO, meters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("deadline is PT0S: give at least 1 ms, and more than a slow load takes");
  }

  @Test
  void without_a_thread_the_caller_is_told_and_the_key_is_free() {
    var threadless =
        new SingleFlight<String, String>(
            "threadless",
            Deadline.none(),
            _ -> {
              throw new OutOfMemoryError("no thread");
            },
            meters);
    for (int call = 0; call < 2; call++) {
      assertThatThrownBy(() -> threadless.get("key", () -> "value"))
          .isInstanceOf(LoadException.class)
          .hasRootCauseMessage("no thread");
    }
  }

  private Thread pilot(Runnable load) {
    Thread pilot = Thread.ofVirtual().unstarted(load);
    pilots.add(pilot);
    return pilot;
  }

  private Runnable begin(Consumer<TimeoutException> over) {
    begun.add(over);
    int number = begun.size();
    return () -> stopped.add(number);
  }

  private String deaf() {
    while (true) {
      try {
        gate.await();
        return "late";
      } catch (InterruptedException _) {
        interrupted.countDown();
      }
    }
  }

  private double givenUp() {
    return meters.counter("cache.flight.given.up", "cache", "test").count();
  }
}
