package dev.holdfast.caching.inmemory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the collector takes of the processor while a cache of documents is used, in a process of its
 * own: time of its threads, and of the one that pauses all others, by the kernel's count.
 */
final class GcShare {
  static final int ENTRIES = 100_000;
  static final int VALUE = 500; // characters, a byte each
  private static final int KEYS = 4 * ENTRIES; // so that values come and go
  private static final int REQUESTS = 2_000_000;
  private static final int FILLING = REQUESTS / 2; // and compiling; not counted
  private static final int GARBAGE = 500; // bytes that a request makes beside, an answer, say
  private static final double SKEW = 0.99;
  private static final Path THREADS = Path.of("/proc/self/task");

  /** As HotSpot names them: G1's, ZGC's, and the one that stops the others. */
  private static final Pattern COLLECTOR = Pattern.compile("(GC|G1|Z[A-Z]|VM Thread).*");

  /** What a request made last, so that it has to be made. */
  private static volatile Object made = THREADS;

  private GcShare() {}

  /**
   * @param share of the process's processor time
   * @param pausedMillis in all, as the JVM's own beans tell
   * @param hits of the requests; the same work only where these are alike
   */
  record Seen(double share, double pausedMillis, double hits) {}

  private record Spent(long collector, long all) {}

  static void main(String... arguments) throws IOException {
    Library library = Library.valueOf(arguments[0]);
    int[] trace = Keys.zipf(REQUESTS, KEYS, SKEW);
    try (Store<Integer, String> store = library.make(Integer.class, String.class, ENTRIES)) {
      ask(store, trace, FILLING);
      Spent before = spent();
      long paused = paused();
      int hits = ask(store, trace, REQUESTS);
      Spent after = spent();
      Reference.reachabilityFence(made);
      Fork.answer(
          new Seen(
              (double) (after.collector - before.collector) / (after.all - before.all),
              paused() - paused,
              (double) hits / REQUESTS));
    }
  }

  /** What a process does, for those who want to repeat it. */
  static String says() {
    return "%,d requests, Zipf %.2f over %,d keys, to %,d entries of %d characters; %d bytes of garbage a request"
        .formatted(REQUESTS, SKEW, KEYS, ENTRIES, VALUE, GARBAGE);
  }

  private static int ask(Store<Integer, String> store, int[] trace, int requests) {
    int hits = 0;
    for (int i = 0; i < requests; i++) {
      String found = store.get(trace[i]);
      if (found == null) {
        store.put(trace[i], "x".repeat(VALUE));
      } else {
        hits++;
      }
      made = new byte[GARBAGE];
    }
    return hits;
  }

  /** Nanoseconds on a processor, from the first figure of each thread's schedstat. */
  private static Spent spent() throws IOException {
    Map<String, Long> byName = new HashMap<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        try {
          String name = Files.readString(thread.resolve("comm")).strip();
          String[] figures = Files.readString(thread.resolve("schedstat")).strip().split(" ", -1);
          byName.merge(name, Long.parseLong(figures[0]), Long::sum);
        } catch (NoSuchFileException e) {
          continue; // it has ended meanwhile; none of the collector's does
        }
      }
    }
    long all = byName.values().stream().mapToLong(Long::longValue).sum();
    long collector =
        byName.entrySet().stream()
            .filter(one -> COLLECTOR.matcher(one.getKey()).matches())
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new Spent(collector, all);
  }

  private static long paused() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(bean -> bean.getName().startsWith("G1") || bean.getName().endsWith("Pauses"))
        .filter(bean -> !bean.getName().contains("Concurrent"))
        .mapToLong(bean -> bean.getCollectionTime())
        .sum();
  }
}
