package dev.holdfast.caching.patterns;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings writes from one log into the store: takes some, tells the store the last one of each key,
 * in the order of these, and says that they are done once it has them all.
 *
 * <p>A batch that failed is told again, as it is. After so many failures in a row its writes are
 * told one by one: those that the store takes are done, those that it refuses while it takes others
 * are put aside. When it takes none it is the store that fails, and all of them stay. A store that
 * is away so costs one call a flush, and one for each key in every so many flushes.
 *
 * <p>Limit: a write that ends its process each time is not put aside. One thread. Source:
 * Kleppmann, Designing Data-Intensive Applications, chapter 11, on idempotent writes from a log.
 */
final class Flusher {
  private static final Logger log = LoggerFactory.getLogger(Flusher.class);

  private final WriteLog writes;
  private final Sink sink;
  private final WriteBehindOptions options;
  private final WriteBehindMeters meters;
  private final UnaryOperator<List<Write>> order;
  private int failures;

  Flusher(WriteLog writes, Sink sink, WriteBehindOptions options, WriteBehindMeters meters) {
    this(writes, sink, options, meters, Flusher::lastOfEachKey);
  }

  /**
   * @param order which writes of a batch the store is told, and in what order
   */
  Flusher(
      WriteLog writes,
      Sink sink,
      WriteBehindOptions options,
      WriteBehindMeters meters,
      UnaryOperator<List<Write>> order) {
    this.writes = writes;
    this.sink = sink;
    this.options = options;
    this.meters = meters;
    this.order = order;
  }

  /**
   * Brings one batch.
   *
   * @return whether there may be more to do at once
   */
  boolean flush() throws InterruptedException {
    List<Write> taken = writes.take(options.batch());
    meters.taken(taken);
    if (taken.isEmpty()) {
      return false;
    }
    List<Write> told = order.apply(taken);
    Exception failure = tell(told);
    if (failure == null) {
      failures = 0;
      writes.done(taken);
      meters.written(taken.size(), told.size());
      return taken.size() == options.batch();
    }
    failures++;
    log.warn("{} writes wait, attempt {}", taken.size(), failures, failure);
    if (failures >= options.attempts()) {
      failures = 0;
      oneByOne(taken, told);
    }
    return false;
  }

  private void oneByOne(List<Write> taken, List<Write> told) throws InterruptedException {
    Set<String> stored = new HashSet<>();
    Map<String, String> refused = new LinkedHashMap<>();
    for (Write write : told) {
      Exception failure = tell(List.of(write));
      if (failure == null) {
        stored.add(write.key());
      } else {
        refused.put(write.key(), failure.toString());
      }
    }
    if (stored.isEmpty()) {
      return;
    }
    writes.done(of(stored, taken));
    refused.forEach(
        (key, why) -> {
          log.error("the store refused key '{}' {} times: put aside", key, options.attempts());
          writes.putAside(of(Set.of(key), taken), why);
        });
    meters.putAside(refused.size());
  }

  private @Nullable Exception tell(List<Write> told) throws InterruptedException {
    try {
      sink.write(told);
      return null;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      meters.failed();
      return e;
    }
  }

  private static List<Write> of(Set<String> keys, List<Write> writes) {
    return writes.stream().filter(write -> keys.contains(write.key())).toList();
  }

  /** The last write of each key, in the order of these. */
  static List<Write> lastOfEachKey(List<Write> writes) {
    Map<String, Write> last = new LinkedHashMap<>();
    for (Write write : writes) {
      last.remove(write.key()); // so that it goes to the end
      last.put(write.key(), write);
    }
    return new ArrayList<>(last.values());
  }
}
