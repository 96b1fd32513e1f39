package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int CALLERS = 20;

  /** Look-up and entry in two steps lost 1,750 of 5,000 races. */
  private static final int RACES = 200;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final SingleFlight<String, String> flights = new SingleFlight<>("test", meters);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger loads = new AtomicInteger();

  @AfterEach
  void endCalls() {
    gate.countDown();
    threads.close();
  }

  @Test
  void callers_that_overlap_share_one_load() throws Exception {
    List<Future<String>> answers = crowd(() -> "value");
    gate.countDown();
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("value");
    }
    assertThat(loads).hasValue(1);
    assertThat(flown()).isOne();
  }

  @Test
  void callers_that_do_not_overlap_load_anew() throws Exception {
    gate.countDown();
    assertThat(flights.get("key", loading(() -> "first"))).isEqualTo("first");
    assertThat(flights.get("key", loading(() -> "second"))).isEqualTo("second");
  }

  @Test
  void a_failure_is_the_same_for_all_and_an_exception_of_each_ones_own() throws Exception {
    IOException cause = new IOException("no route");
    List<Future<String>> answers = crowd(() -> fail(cause));
    gate.countDown();
    List<Throwable> failures = new ArrayList<>();
    for (Future<String> answer : answers) {
      assertThatThrownBy(answer::get)
          .satisfies(failure -> failures.add(failure.getCause()))
          .cause()
          .isInstanceOf(LoadException.class)
          .hasMessage("could not load key 'key': java.io.IOException: no route")
          .hasCause(cause);
    }
    assertThat(failures).doesNotHaveDuplicates();
    assertThat(loads).hasValue(1);
  }

  @Test
  void a_failure_is_not_kept() throws Exception {
    gate.countDown();
    assertThatThrownBy(() -> flights.get("key", () -> fail(new IOException())))
        .isInstanceOf(LoadException.class);
    assertThat(flights.get("key", () -> "value")).isEqualTo("value");
  }

  @Test
  void an_error_ends_the_flight_too() throws Exception {
    assertThatThrownBy(
            () ->
                flights.get(
                    "key",
                    () -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(LoadException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
    assertThat(flights.get("key", () -> "value")).isEqualTo("value");
  }

  @Test
  void an_interrupt_of_the_first_caller_is_its_own() throws Exception {
    FutureTask<String> first = new FutureTask<>(() -> flights.get("key", loading(() -> "value")));
    Thread thread = Thread.ofVirtual().start(first);
    Awaitility.await().atMost(SOON).until(() -> loads.get() == 1);
    Future<String> second = threads.submit(() -> flights.get("key", loading(() -> "another")));
    Awaitility.await().atMost(SOON).until(() -> joins() == 1);

    thread.interrupt();

    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    gate.countDown();
    assertThat(second.get()).isEqualTo("value");
  }

  @Test
  void one_key_does_not_wait_for_another() throws Exception {
    Future<String> slow = threads.submit(() -> flights.get("slow", loading(() -> "slow")));
    assertThat(flights.get("quick", () -> "quick")).isEqualTo("quick");
    assertThat(slow).isNotDone();
  }

  @Test
  void callers_that_race_for_the_first_place_share_one_load() throws Exception {
    for (int race = 1; race <= RACES; race++) {
      String key = "key " + race;
      int both = 2 * race;
      AtomicInteger ready = new AtomicInteger();
      Callable<String> racer =
          () -> {
            ready.incrementAndGet();
            // Spinning: to be woken would set the two further apart than the race is long.
            while (ready.get() < 2) {
              Thread.onSpinWait();
            }
            return flights.get(key, () -> landOnce(both));
          };
      Future<String> other = threads.submit(racer);
      assertThat(racer.call()).isEqualTo("value");
      assertThat(other.get()).isEqualTo("value");
    }
    assertThat(flown()).isEqualTo(RACES);
  }

  /** A load that lasts until so many callers have begun or joined one. */
  private String landOnce(int callers) {
    while (flown() + joins() < callers) {
      Thread.yield();
    }
    return "value";
  }

  /** Callers that all wait for a load which the gate holds back. */
  private List<Future<String>> crowd(Callable<String> load) {
    List<Future<String>> answers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      answers.add(threads.submit(() -> flights.get("key", loading(load))));
    }
    Awaitility.await().atMost(SOON).until(() -> joins() == CALLERS - 1);
    return answers;
  }

  private Callable<String> loading(Callable<String> load) {
    return () -> {
      loads.incrementAndGet();
      gate.await();
      return load.call();
    };
  }

  private double flown() {
    return meters.counter("cache.flight.loads", "cache", "test").count();
  }

  private double joins() {
    return meters.counter("cache.flight.joins", "cache", "test").count();
  }

  private static String fail(Exception e) throws Exception {
    throw e;
  }
}
