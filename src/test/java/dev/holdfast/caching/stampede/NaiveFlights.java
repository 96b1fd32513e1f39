package dev.holdfast.caching.stampede;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A cache with a single flight as it is often written, one of its steps out of place. */
final class NaiveFlights implements FlightScenarios.Flights {
  enum Flaw {
    LOOKS_THEN_ENTERS,
    TELLS_THEN_FORGETS
  }

  private final ConcurrentMap<String, String> entries = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, CompletableFuture<String>> flights =
      new ConcurrentHashMap<>();
  private final ThreadFactory threads;
  private final Flaw flaw;

  NaiveFlights(ThreadFactory threads, Flaw flaw) {
    this.threads = threads;
    this.flaw = flaw;
  }

  @Override
  public CompletableFuture<String> get(String key, Callable<String> origin) {
    String hit = entries.get(key);
    if (hit != null) {
      return CompletableFuture.completedFuture(hit);
    }
    CompletableFuture<String> own = new CompletableFuture<>();
    CompletableFuture<String> underWay = enter(key, own);
    if (underWay != null) {
      return underWay;
    }
    threads.newThread(() -> fly(key, own, origin)).start();
    return own;
  }

  private @Nullable CompletableFuture<String> enter(String key, CompletableFuture<String> own) {
    if (flaw != Flaw.LOOKS_THEN_ENTERS) {
      return flights.putIfAbsent(key, own);
    }
    CompletableFuture<String> underWay = flights.get(key);
    if (underWay == null) {
      flights.put(key, own);
    }
    return underWay;
  }

  private void fly(String key, CompletableFuture<String> own, Callable<String> origin) {
    try {
      String landed = entries.get(key);
      String value = landed != null ? landed : origin.call();
      entries.put(key, value);
      end(key, own, () -> own.complete(value));
    } catch (Exception e) {
      end(key, own, () -> own.completeExceptionally(e));
    }
  }

  private void end(String key, CompletableFuture<String> own, Runnable tell) {
    if (flaw == Flaw.TELLS_THEN_FORGETS) {
      tell.run();
    }
    flights.remove(key, own);
    if (flaw != Flaw.TELLS_THEN_FORGETS) {
      tell.run();
    }
  }
}
