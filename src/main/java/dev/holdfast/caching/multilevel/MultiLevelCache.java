package dev.holdfast.caching.multilevel;

import static java.util.Objects.requireNonNull;

import dev.holdfast.caching.stampede.LoadException;
import dev.holdfast.caching.stampede.SingleFlight;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * A near cache over Redis over the source: the nearest that has the value answers.
 *
 * <p>Only a write is announced. Filling a level tells nobody, since nobody can hold anything newer
 * than what is filled in, and an older version is refused by {@link VersionedStore}. A value in
 * this process is as old as an invalidation takes; after a {@link #put} this process reads it, the
 * others once they are told. Of a write that threw nobody may have been told: put it again, with
 * the same version. A writer that dies before it announces leaves the others the old value for the
 * near cache's time to live; {@link ClientTracking} knows no such gap.
 *
 * <p>Costs: a near hit no command, a hit in Redis one, a miss two; a write one, and what announces
 * it. Calls of this process that miss together load once ({@link SingleFlight}). Thread-safe.
 * Errors are Lettuce's {@code RedisException}, and {@link LoadException} from the source.
 */
public final class MultiLevelCache {
  private final NearCache<Versioned> near;
  private final VersionedStore store;
  private final SingleFlight<String, Versioned> flights;
  private final Consumer<String> announce;

  /**
   * @param announce tells the other processes: {@link InvalidationChannel#publish}, or nothing
   *     under {@link ClientTracking}
   */
  public MultiLevelCache(
      NearCache<Versioned> near,
      VersionedStore store,
      SingleFlight<String, Versioned> flights,
      Consumer<String> announce) {
    this.near = near;
    this.store = store;
    this.flights = flights;
    this.announce = announce;
  }

  /**
   * The newest value that this process can know of.
   *
   * @throws LoadException when no level had it and the source failed
   */
  public Versioned get(String key, Callable<Versioned> source) throws InterruptedException {
    Versioned hit = near.getIfPresent(key);
    return hit != null ? hit : requireNonNull(near.get(key, _ -> read(key, source)));
  }

  /** Keeps a value that was written to the source; false where a newer one was kept before. */
  public boolean put(String key, Versioned value) {
    boolean kept = store.put(key, value);
    written(key, kept);
    return kept;
  }

  /** Forgets a value that was removed from the source; false where a newer one was kept before. */
  public boolean remove(String key, long version) {
    boolean removed = store.remove(key, version);
    written(key, removed);
    return removed;
  }

  private Versioned read(String key, Callable<Versioned> source) throws InterruptedException {
    Versioned held = store.get(key);
    return held != null ? held : flights.get(key, () -> load(key, source));
  }

  private Versioned load(String key, Callable<Versioned> source) throws Exception {
    Versioned loaded = source.call();
    store.put(key, loaded);
    return loaded;
  }

  private void written(String key, boolean kept) {
    near.invalidate(key);
    if (kept) {
      announce.accept(key);
    }
  }
}
