package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Faults;
import java.util.concurrent.atomic.AtomicLong;

/** What does a crawler cost that asks for one key after another that does not exist? */
@Specification(Outline.CACHING_STAMPEDE)
class CrawlSpec {
  static final int ROWS = 100;
  static final int READS = 10_000;

  /**
   * @param absent reads that were told that there is nothing
   * @param lookups of the source for all these reads, by its own count
   * @param kept absent keys that were in memory in the end
   * @param found rows that were found afterwards
   */
  record Crawl(int absent, int lookups, long kept, int found) {}

  /** Every row again and again, or as many keys that do not exist; then each row once. */
  static Crawl crawl(Products products, Table table, Faults faults) throws Exception {
    for (int row = 0; row < ROWS; row++) {
      products.insert("row-" + row);
    }
    int keys = faults.instead("keys that do not exist, each once", ROWS, READS);
    String prefix = faults.instead("keys that do not exist, each once", "row-", "unreal-");
    int absent = 0;
    for (int read = 0; read < READS; read++) {
      absent += products.find(prefix + read % keys).isEmpty() ? 1 : 0;
    }
    int lookups = table.lookups();
    int found = 0;
    for (int row = 0; row < ROWS; row++) {
      found += products.find("row-" + row).isPresent() ? 1 : 0;
    }
    return new Crawl(absent, lookups, products.absent(), found);
  }

  static void felt(Crawl seen) {
    assertThat(seen.absent()).isEqualTo(READS);
  }

  @Claim(
      says = "Of ten thousand different keys that do not exist, the source is asked for few",
      limit =
          "every process must be told of each new key before its row is read, or does not find it;"
              + " about one absent key in a hundred is asked for",
      source = "Bloom, CACM 13(7), 1970")
  class ACrawlIsTurnedAwayByAFilter implements Experiment<Products, Crawl> {
    static final double WRONG = 0.01;
    static final int MOST = (int) (2 * WRONG * READS); // twice what it was asked to get wrong

    private final Faults faults;
    private final AtomicLong clock = new AtomicLong();
    private final Table table = new Table();

    ACrawlIsTurnedAwayByAFilter(Faults faults) {
      this.faults = faults;
    }

    @Subject({KeyFilter.class, NegativeEntries.class})
    Products a_filter_of_the_keys_that_exist() {
      var keys = new KeyFilter(ROWS, WRONG);
      for (int row = 0; row < ROWS; row++) {
        keys.add("row-" + row);
      }
      return CachedProducts.filtered(table, keys, AbsenceSpec.negativeEntries(clock));
    }

    @Control(differs = "no filter: each absent key is looked for once")
    Products negative_entries_alone() {
      return CachedProducts.remembering(table, AbsenceSpec.negativeEntries(clock));
    }

    @Override
    public Crawl run(Products products) throws Exception {
      return crawl(products, table, faults);
    }

    @Override
    public void holds(Crawl seen) {
      assertThat(seen.lookups()).isPositive().isLessThanOrEqualTo(MOST);
      assertThat(seen.found()).isEqualTo(ROWS);
    }

    @Override
    public void breaks(Crawl seen) {
      assertThat(seen.lookups()).isEqualTo(READS);
    }

    @Override
    public void felt(Crawl seen) {
      CrawlSpec.felt(seen);
    }

    @Override
    public String figure(Crawl seen) {
      return "%d lookups for %d reads".formatted(seen.lookups(), READS);
    }
  }

  @Claim(
      says = "Ten thousand different keys that do not exist take no more memory than was allowed",
      limit = "what was given up is looked for again",
      source = "Caffeine's wiki, page Eviction")
  class AbsentKeysTakeBoundedMemory implements Experiment<Products, Crawl> {
    private final Faults faults;
    private final AtomicLong clock = new AtomicLong();
    private final Table table = new Table();

    AbsentKeysTakeBoundedMemory(Faults faults) {
      this.faults = faults;
    }

    @Subject(NegativeEntries.class)
    Products a_maximum_of_absent_keys() {
      return CachedProducts.remembering(table, AbsenceSpec.negativeEntries(clock));
    }

    @Control(differs = "no maximum")
    Products as_many_as_are_asked_for() {
      return CachedProducts.remembering(
          table, AbsenceSpec.negativeEntries(clock, Integer.MAX_VALUE));
    }

    @Override
    public Crawl run(Products products) throws Exception {
      return crawl(products, table, faults);
    }

    @Override
    public void holds(Crawl seen) {
      assertThat(seen.kept()).isLessThanOrEqualTo(AbsenceSpec.MAXIMUM);
      assertThat(seen.found()).isEqualTo(ROWS);
    }

    @Override
    public void breaks(Crawl seen) {
      assertThat(seen.kept()).isEqualTo(READS);
    }

    @Override
    public void felt(Crawl seen) {
      CrawlSpec.felt(seen);
    }

    @Override
    public String figure(Crawl seen) {
      return "%d absent keys in memory".formatted(seen.kept());
    }
  }
}
