package dev.holdfast.caching.inmemory;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Requests in the same order for each library, and what a cache found of them. */
final class Traces {
  static final int ENTRIES = Caches.ENTRIES;
  static final String ZIPF = "Zipf";
  static final String SCAN = "scan";
  static final String LOOP = "loop";
  static final String RECENCY = "recency";

  private static final int REQUESTS = 200_000; // the coldest keys of a Zipf are asked for too
  private static final int KEYS = 10 * ENTRIES;
  private static final double SKEW = 0.99; // as in YCSB
  private static final int LOOPED = ENTRIES * 12 / 10; // a fifth more than there is room for
  private static final int A_NEW_KEY_EVERY = 10; // requests
  private static final double BACK = ENTRIES * 0.75; // keys, on average: three in four find room
  private static final long SEED = 42;

  private Traces() {}

  /** By name, in reading order. */
  static Map<String, int[]> all() {
    Map<String, int[]> all = new LinkedHashMap<>();
    all.put(ZIPF, Keys.zipf(REQUESTS, KEYS, SKEW));
    all.put(SCAN, scanned());
    all.put(LOOP, IntStream.range(0, REQUESTS).map(i -> i % LOOPED).toArray());
    all.put(RECENCY, recent());
    return all;
  }

  /** What each of them is, in a line. */
  static Map<String, String> says() {
    Map<String, String> says = new LinkedHashMap<>();
    says.put(ZIPF, "popular keys stay popular: Zipf %.2f over %,d".formatted(SKEW, KEYS));
    says.put(SCAN, "every other request of that is a key that never comes again");
    says.put(LOOP, "%,d keys, round after round".formatted(LOOPED));
    says.put(
        RECENCY,
        "a new key every %d requests; on average they ask for the %,.0fth newest"
            .formatted(A_NEW_KEY_EVERY, BACK));
    return says;
  }

  private static int[] scanned() {
    int[] zipf = Keys.zipf(REQUESTS / 2, KEYS, SKEW);
    return IntStream.range(0, REQUESTS).map(i -> i % 2 == 0 ? zipf[i / 2] : KEYS + i).toArray();
  }

  private static int[] recent() {
    Random random = new Random(SEED);
    return IntStream.range(0, REQUESTS)
        .map(i -> i / A_NEW_KEY_EVERY - (int) (-Math.log(1 - random.nextDouble()) * BACK))
        .toArray();
  }

  /** The share of requests that a new cache of a library had an answer for. */
  static double ratio(Library library, int[] trace) {
    try (Store<Integer, Integer> store = library.make(Integer.class, Integer.class, ENTRIES)) {
      int hits = 0;
      for (int key : trace) {
        if (store.get(key) != null) {
          hits++;
        } else {
          store.put(key, key);
        }
      }
      return (double) hits / trace.length;
    }
  }

  /** The same of what keeps the latest, exactly. */
  static double leastRecentlyUsed(int[] trace) {
    Map<Integer, Integer> cache = new NaiveLru<>(ENTRIES);
    long hits = Arrays.stream(trace).filter(key -> cache.put(key, key) != null).count();
    return (double) hits / trace.length;
  }

  /**
   * The most that any cache of so many entries can find, since it knows what comes: it gives up
   * what is asked for last of all. Source: Belady, IBM Systems Journal 5(2), 1966.
   */
  static double foreknown(int[] trace, int entries) {
    int[] next = next(trace);
    TreeMap<Integer, Integer> byNext = new TreeMap<>(); // no two are asked for at the same time
    int hits = 0;
    for (int at = 0; at < trace.length; at++) {
      if (byNext.remove(at) != null) {
        hits++;
      }
      byNext.put(next[at], trace[at]);
      if (byNext.size() > entries) {
        byNext.pollLastEntry();
      }
    }
    return (double) hits / trace.length;
  }

  /** When what is asked for now is asked for next; another moment after the end for each. */
  private static int[] next(int[] trace) {
    int[] next = new int[trace.length];
    Map<Integer, Integer> seen = new HashMap<>();
    for (int at = trace.length - 1; at >= 0; at--) {
      Integer later = seen.put(trace[at], at);
      next[at] = later == null ? trace.length + at : later;
    }
    return next;
  }
}
