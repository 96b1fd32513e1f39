package dev.holdfast.caching.stampede;

import dev.holdfast.caching.Uncounted;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What callers may do to a single flight at once; each run is one order of their steps.
 *
 * <p>What threads share hangs on fields of named classes, a thread's own included, and is new for
 * each order: the model checker does not look into lambdas, records or the task of a thread, takes
 * what is found there alone for one thread's own, and tries no orders of its use.
 */
final class FlightScenarios {
  private static final String KEY = "key";
  private static final MeterRegistry METERS = Uncounted.registry();
  private static final Runnable NOTHING = () -> {};

  /** A cache as the scenarios see it. */
  interface Flights {
    CompletableFuture<String> get(String key, Callable<String> origin);
  }

  /** Makes the cache of one order. */
  interface Maker {
    Flights make(Deadline deadline, ThreadFactory threads);
  }

  static Flights properly(Deadline deadline, ThreadFactory threads) {
    var cache =
        new CoalescingCache<String, String>(
            new ConcurrentHashMap<>(), new SingleFlight<>("test", deadline, threads, METERS));
    return new Flights() {
      @Override
      public CompletableFuture<String> get(String key, Callable<String> origin) {
        return cache.getAsync(key, origin);
      }
    };
  }

  static Flights withALatePut(Deadline deadline, ThreadFactory threads) {
    var cache = new NaiveLatePut(new SingleFlight<>("test", deadline, threads, METERS));
    return new Flights() {
      @Override
      public CompletableFuture<String> get(String key, Callable<String> origin) {
        return cache.getAsync(key, origin);
      }
    };
  }

  /** Two callers, while no load can end: one load under way. */
  static Runnable loadUnderWay(Maker maker) {
    return () -> {
      var order = new Order(maker, 0, true);
      Thread other = new Beginner(order);
      other.start();
      order.begin();
      order.join(other);
      int flown = order.flown.get();
      must(flown == 1, flown + " under way");
    };
  }

  /** Two callers of one cold key, whose load ends at any of their steps: one load. */
  static Runnable twoCallers(Maker maker) {
    return () -> {
      var order = new Order(maker, 0, false);
      Caller other = new Caller(order);
      start(other);
      order.call();
      order.join(other);
      int loads = order.source.loads.get();
      must(loads == 1, loads + " loads");
    };
  }

  /** Two callers of a load that fails, who call again at once: neither hears of it twice. */
  static Runnable twoWhoCallAgain(Maker maker) {
    return () -> {
      var order = new Order(maker, 1, false);
      Caller other = new Caller(order);
      start(other);
      String answer = order.callAgain();
      order.join(other);
      must(answer != null && other.answer != null, "told again");
    };
  }

  /** A load is given up, at any of its steps, and another begins: what that brought stays. */
  static Runnable givenUp(Maker maker) {
    return () -> {
      var order = new Order(maker, 0, false);
      order.begin();
      order.deadline.expire();
      String answer = order.call();
      order.joinPilots();
      String kept = order.call();
      must(
          answer != null && answer.equals(kept), answer + " was answered, and replaced by " + kept);
    };
  }

  /** A thread by its own name: to call {@code start} by a subclass's is not seen either. */
  private static void start(Thread other) {
    other.start();
  }

  private static void must(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }

  /** All that is new for each order. */
  private static final class Order implements ThreadFactory {
    private final ByHand deadline = new ByHand();
    private final Source source;
    private final Flights flights;
    private final Thread[] pilots = new Thread[3]; // the most loads of any order
    private final AtomicInteger flown = new AtomicInteger();

    private final boolean held;

    Order(Maker maker, int failures, boolean held) {
      this.held = held;
      source = new Source(failures);
      flights = maker.make(deadline, this);
    }

    @Override
    public Thread newThread(Runnable load) {
      Thread pilot = new Thread(held ? NOTHING : load);
      pilots[flown.getAndIncrement()] = pilot;
      return pilot;
    }

    void begin() {
      var _ = flights.get(KEY, source);
    }

    /** The answer, or null for a failure. */
    @Nullable String call() {
      try {
        return flights.get(KEY, source).get();
      } catch (ExecutionException _) {
        return null;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Nullable String callAgain() {
      String answer = call();
      return answer != null ? answer : call();
    }

    /** Until the other caller has ended, and all loads with it. */
    void join(Thread other) {
      try {
        other.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      joinPilots();
    }

    void joinPilots() {
      try {
        for (int pilot = 0; pilot < flown.get(); pilot++) {
          pilots[pilot].join();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class Caller extends Thread {
    private final Order order;
    private volatile @Nullable String answer;

    Caller(Order order) {
      this.order = order;
    }

    @Override
    public void run() {
      answer = order.callAgain();
    }
  }

  private static final class Beginner extends Thread {
    private final Order order;

    Beginner(Order order) {
      this.order = order;
    }

    @Override
    public void run() {
      order.begin();
    }
  }

  private static final class Source implements Callable<String> {
    private final int failures;
    private final AtomicInteger loads = new AtomicInteger();

    Source(int failures) {
      this.failures = failures;
    }

    @Override
    public String call() {
      int number = loads.incrementAndGet();
      if (number <= failures) {
        throw new IllegalStateException("the source is down");
      }
      return KEY + "@" + number;
    }
  }

  /** A deadline that is over when a thread of the scenario says so. */
  private static final class ByHand implements Deadline {
    private volatile @Nullable Consumer<TimeoutException> first;

    @Override
    public Runnable begin(Consumer<TimeoutException> over) {
      if (first == null) {
        first = over;
      }
      return NOTHING;
    }

    void expire() {
      Consumer<TimeoutException> over = first;
      if (over != null) {
        over.accept(new TimeoutException("over"));
      }
    }
  }
}
