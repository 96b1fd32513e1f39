package dev.holdfast.caching.stampede;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The first caller runs the load on its own thread, and the others wait for its task: the memoizer
 * of Goetz et al., Java Concurrency in Practice, section 5.6.
 */
final class NaiveMemoizer {
  private final ConcurrentMap<String, FutureTask<String>> tasks = new ConcurrentHashMap<>();

  String get(String key, Callable<String> origin) throws InterruptedException, ExecutionException {
    FutureTask<String> own = new FutureTask<>(origin);
    FutureTask<String> underWay = tasks.putIfAbsent(key, own);
    if (underWay != null) {
      return underWay.get();
    }
    own.run();
    try {
      return own.get();
    } catch (InterruptedException | ExecutionException e) {
      tasks.remove(key, own);
      throw e;
    }
  }
}
