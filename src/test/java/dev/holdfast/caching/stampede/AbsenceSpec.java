package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What does it cost to ask again and again for what is not there? */
@Specification(Outline.CACHING_STAMPEDE)
class AbsenceSpec {
  static final Duration TIME_TO_LIVE = Duration.ofSeconds(5); // of the clock that is injected
  static final int MAXIMUM = 1_000;

  static NegativeEntries<String> negativeEntries(AtomicLong clock) {
    return negativeEntries(clock, MAXIMUM);
  }

  static NegativeEntries<String> negativeEntries(AtomicLong clock, long maximum) {
    var options = new NegativeEntries.Options("products", maximum, TIME_TO_LIVE);
    return new NegativeEntries<>(options, clock::get, new SimpleMeterRegistry());
  }

  @Claim(
      says =
          "A key that does not exist is looked for once a negative time to live, and is found as"
              + " soon as it is inserted",
      limit = "an insert by another process is seen when the negative time to live ends",
      source = "RFC 2308, Negative Caching of DNS Queries")
  class AnAbsentKeySparesTheSource
      implements Experiment<Products, AnAbsentKeySparesTheSource.Asked> {
    static final int WINDOWS = 4;
    static final int READS = 10_000 / WINDOWS; // in each
    static final long BETWEEN_READS = TIME_TO_LIVE.toNanos() / READS;

    private final Faults faults;
    private final AtomicLong clock = new AtomicLong();
    private final Table table = new Table();

    AnAbsentKeySparesTheSource(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param absent reads that were told that there is nothing
     * @param lookups of the source, by its own count, for all reads
     * @param insertSeen whether a key that was inserted here was found by the next read
     * @param insertElsewhereSeen whether one that another process inserted was found a negative
     *     time to live later
     */
    record Asked(int absent, int lookups, boolean insertSeen, boolean insertElsewhereSeen) {}

    @Subject(NegativeEntries.class)
    Products absence_is_remembered() {
      return CachedProducts.remembering(table, negativeEntries(clock));
    }

    @Control(differs = "only what was found is remembered")
    Products only_values_are_kept() {
      return CachedProducts.forgetful(table);
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "get(key, loader), whose loader answers null where there is nothing")
    Products caffeine() {
      var cache =
          Caffeine.newBuilder()
              .expireAfterWrite(TIME_TO_LIVE)
              .ticker(clock::get)
              .build((String key) -> table.find(key).orElse(null));
      return new CachedProducts(
          table, (key, _) -> Optional.ofNullable(cache.get(key)), cache::invalidate, () -> 0);
    }

    @Override
    public Asked run(Products products) throws Exception {
      table.insert("real", "real");
      String key = faults.instead("a key that does not exist", "real", "unreal");
      int absent = 0;
      for (int read = 0; read < WINDOWS * READS; read++) {
        absent += products.find(key).isEmpty() ? 1 : 0;
        clock.addAndGet(BETWEEN_READS);
      }
      int lookups = table.lookups();
      var _ = products.find("new");
      var _ = products.find("elsewhere");
      products.insert("new");
      boolean seen = products.find("new").isPresent();
      table.insert("elsewhere", "elsewhere");
      boolean elsewhere = false;
      for (int read = 0; read < READS; read++) {
        clock.addAndGet(BETWEEN_READS);
        elsewhere = products.find("elsewhere").isPresent();
      }
      return new Asked(absent, lookups, seen, elsewhere);
    }

    @Override
    public void holds(Asked seen) {
      assertThat(seen.lookups()).isPositive().isLessThanOrEqualTo(WINDOWS);
      assertThat(seen.insertSeen()).isTrue();
      assertThat(seen.insertElsewhereSeen()).isTrue();
    }

    @Override
    public void breaks(Asked seen) {
      assertThat(seen.lookups()).isEqualTo(WINDOWS * READS);
    }

    @Override
    public void felt(Asked seen) {
      assertThat(seen.absent()).isEqualTo(WINDOWS * READS);
    }

    @Override
    public String figure(Asked seen) {
      return "%d lookups for %d reads".formatted(seen.lookups(), WINDOWS * READS);
    }
  }

  @Claim(
      says = "A key that is inserted while it is looked for in vain is found by the next read",
      limit = "of inserts that this process makes, or is told of",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1: stale sets")
  class AnInsertDuringTheLookupIsSeen
      implements Experiment<Products, AnInsertDuringTheLookupIsSeen.Inserts> {
    static final int KEYS = 20;

    private final Faults faults;
    private final AtomicLong clock = new AtomicLong();
    private final Table table = new Table();
    private String insertedMeanwhile = "";

    AnInsertDuringTheLookupIsSeen(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param overtaken lookups that had found nothing and returned after the insert
     * @param hidden keys that a read did not find though they had been inserted
     * @param lookups of the source, by its own count
     */
    record Inserts(int overtaken, int hidden, int lookups) {}

    @Subject(NegativeEntries.class)
    Products inserts_are_marked() {
      var absent = negativeEntries(clock);
      return new CachedProducts(
          table,
          (key, source) -> absent.find(key, () -> overtaken(source.call(), absent::inserted)),
          absent::inserted,
          absent::size);
    }

    @Control(differs = "an insert removes what is remembered, and is itself forgotten")
    Products inserts_remove_the_entry() {
      var absent = new NaiveUnguardedAbsence(MAXIMUM, TIME_TO_LIVE, clock);
      return new CachedProducts(
          table,
          (key, source) -> absent.find(key, () -> overtaken(source.call(), absent::inserted)),
          absent::inserted,
          () -> 0);
    }

    /** The source's answer, which an insert overtakes on its way to the cache. */
    private Optional<String> overtaken(Optional<String> answer, Consumer<String> inserted) {
      if (!insertedMeanwhile.isEmpty()) {
        table.insert(insertedMeanwhile, insertedMeanwhile);
        inserted.accept(insertedMeanwhile);
      }
      return answer;
    }

    @Override
    public Inserts run(Products products) throws Exception {
      boolean during = faults.instead("an insert overtakes the lookup's answer", false, true);
      int overtaken = 0;
      int hidden = 0;
      for (int i = 0; i < KEYS; i++) {
        String key = "product-" + i;
        insertedMeanwhile = during ? key : "";
        boolean foundNothing = products.find(key).isEmpty();
        overtaken += during && foundNothing ? 1 : 0;
        insertedMeanwhile = "";
        if (!during) {
          products.insert(key);
        }
        hidden += products.find(key).isEmpty() ? 1 : 0;
      }
      return new Inserts(overtaken, hidden, table.lookups());
    }

    @Override
    public void holds(Inserts seen) {
      assertThat(seen.hidden()).isZero();
      assertThat(seen.lookups()).isGreaterThanOrEqualTo(KEYS);
    }

    @Override
    public void breaks(Inserts seen) {
      assertThat(seen.hidden()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Inserts seen) {
      assertThat(seen.overtaken()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Inserts seen) {
      return "%d of %d inserted keys hidden".formatted(seen.hidden(), KEYS);
    }
  }
}
