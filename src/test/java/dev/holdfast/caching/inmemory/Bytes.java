package dev.holdfast.caching.inmemory;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.stream.IntStream;

/**
 * What an entry takes beside its key and its value, in a process of its own: the heap that is used
 * after a collection, with a full cache and without it.
 */
final class Bytes {
  static final int ENTRIES = 200_000;
  private static final int COLLECTIONS = 3; // until what references and finalizers held is gone

  private Bytes() {}

  static void main(String... arguments) {
    Library library = Library.valueOf(arguments[0]);
    String[] keys =
        IntStream.range(0, ENTRIES).mapToObj(i -> "product:" + i).toArray(String[]::new);
    Integer[] values = IntStream.range(0, ENTRIES).boxed().toArray(Integer[]::new);
    library.make(String.class, Integer.class, 1).close(); // its classes are loaded
    long before = used();
    try (Store<String, Integer> store = library.make(String.class, Integer.class, ENTRIES)) {
      for (int i = 0; i < ENTRIES; i++) {
        store.put(keys[i], values[i]);
      }
      long taken = used() - before;
      long held = IntStream.range(0, ENTRIES).filter(i -> store.get(keys[i]) != null).count();
      Fork.answer((double) taken / held);
    }
    Reference.reachabilityFence(keys);
    Reference.reachabilityFence(values);
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
