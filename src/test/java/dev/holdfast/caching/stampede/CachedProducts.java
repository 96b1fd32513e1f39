package dev.holdfast.caching.stampede;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Products with what they share in every arm: values that are there are kept, and a table is behind
 * them. How a row is looked for that is not kept differs.
 */
final class CachedProducts implements Products {
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Table table;
  private final Lookup lookup;
  private final Consumer<String> inserted;
  private final LongSupplier absent;

  /** How a row is looked for that is not kept. */
  interface Lookup {
    Optional<String> find(String key, Callable<Optional<String>> source) throws Exception;
  }

  CachedProducts(Table table, Lookup lookup, Consumer<String> inserted, LongSupplier absent) {
    this.table = table;
    this.lookup = lookup;
    this.inserted = inserted;
    this.absent = absent;
  }

  /** Nobody remembers what is not there. */
  static CachedProducts forgetful(Table table) {
    return new CachedProducts(table, (_, source) -> source.call(), _ -> {}, () -> 0);
  }

  static CachedProducts remembering(Table table, NegativeEntries<String> absent) {
    return new CachedProducts(table, absent::find, absent::inserted, absent::size);
  }

  /** A lookup that asks the filter first. */
  static CachedProducts filtered(Table table, KeyFilter keys, NegativeEntries<String> absent) {
    return new CachedProducts(
        table,
        (key, source) -> keys.mayContain(key) ? absent.find(key, source) : Optional.empty(),
        absent::inserted,
        absent::size);
  }

  @Override
  public Optional<String> find(String key) throws Exception {
    String hit = values.get(key);
    if (hit != null) {
      return Optional.of(hit);
    }
    Optional<String> found = lookup.find(key, () -> table.find(key));
    found.ifPresent(value -> values.put(key, value));
    return found;
  }

  @Override
  public void insert(String key) {
    table.insert(key, key);
    inserted.accept(key);
  }

  @Override
  public long absent() {
    return absent.getAsLong();
  }
}
