package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.patterns.TwoWriters.Logs;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.Consumer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;

/** What does a writer do to the store that is slow, or was paused, while another is at work? */
@Specification(Outline.CACHING_PATTERNS)
class TwoWritersSpec {
  static final int KEYS = TwoWriters.KEYS;

  /**
   * @param overtaken new values in the store while the first writer still had the old ones
   * @param waited whether the first writer had not stored them when the second had flushed
   * @param changed keys with their last value at the end
   * @param setBack keys with an older value at the end, those that were removed too
   */
  record Rows(long overtaken, boolean waited, long changed, long setBack) {}

  @Claim(
      says = "Writes of a key reach the store in their order, however many processes write",
      limit = "while none of them is paused for longer than its claim",
      source = "Redis' documentation, XREADGROUP: a consumer group shares its messages out")
  class TwoWritersKeepAKeysOrder implements Experiment<Logs, Rows> {
    static final Duration LONG = Duration.ofMinutes(1); // nobody is replaced in here

    private final Redis redis;
    private final Faults faults;
    private final Table table = new Table();

    TwoWritersKeepAKeysOrder(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    @Subject({RedisWriteLog.class, Flusher.class})
    Logs one_writer_at_a_time() {
      return RedisWriteLog::new;
    }

    @Control(differs = "each writer takes what nobody has taken, as a consumer group would have it")
    Logs all_writers_share() {
      return (connection, name, options) ->
          new NaiveSharedLog(
              new RedisWriteLog(connection, name, options),
              connection.sync(),
              "{" + name + "}:log",
              Consumer.from("writers", UUID.randomUUID().toString()));
    }

    @Override
    public Rows run(Logs logs) throws Exception {
      boolean slow = faults.instead("the store is slow for one writer", false, true);
      try (var writers = new TwoWriters(redis, logs, table, LONG, slow)) {
        writers.firstTakes();
        writers.newValues();
        writers.secondFlushes();
        boolean waited = writers.firstIsPaused();
        long overtaken = waited ? rows("new") : 0;
        writers.firstGoesOn();
        writers.secondDrains();
        return new Rows(overtaken, waited, rows("new"), rows("old"));
      }
    }

    private int rows(String value) {
      return Collections.frequency(table.rows().values(), value);
    }

    @Override
    public void holds(Rows seen) {
      assertThat(seen.changed()).isEqualTo(KEYS);
      assertThat(seen.setBack()).isZero();
    }

    @Override
    public void breaks(Rows seen) {
      assertThat(seen.overtaken()).isEqualTo(KEYS);
      assertThat(seen.setBack()).isEqualTo(2 * KEYS);
    }

    @Override
    public void felt(Rows seen) {
      assertThat(seen.waited()).isTrue();
    }

    @Override
    public String figure(Rows seen) {
      return "%d of %d keys set back".formatted(seen.setBack(), 2 * KEYS);
    }
  }

  @Claim(
      says = "A writer that wakes after another has taken over sets no row back, and revives none",
      limit = "rows are written by this way alone; rows of removed keys stay for a while",
      source = "Kleppmann, How to do distributed locking, 2016: the token is checked by the store")
  class ALateWriterSetsNothingBack implements Experiment<Sink, Rows> {
    static final Duration CLAIM = Duration.ofMillis(50);

    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;

    ALateWriterSetsNothingBack(Postgres postgres, Redis redis, Faults faults) throws SQLException {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
      postgres.execute("CREATE TABLE prices (key text PRIMARY KEY, value text, version bigint)");
    }

    @Subject({VersionedTable.class, Write.class, RedisWriteLog.class})
    Sink looks_at_the_version() {
      return new VersionedTable(postgres.dataSource(), "prices");
    }

    @Control(differs = "takes whatever it is told last")
    Sink takes_the_last() {
      return new NaiveTable(postgres.dataSource(), "prices");
    }

    @Override
    public Rows run(Sink table) throws Exception {
      boolean pause = faults.instead("a writer is paused for longer than its claim", false, true);
      try (var writers = new TwoWriters(redis, RedisWriteLog::new, table, CLAIM, pause)) {
        writers.firstTakes();
        writers.newValues();
        writers.secondDrains(); // under the fault it has to take over
        boolean waited = writers.firstIsPaused();
        long overtaken = waited ? rows("new") : 0;
        writers.firstGoesOn();
        return new Rows(overtaken, waited, rows("new"), rows("old"));
      }
    }

    private long rows(String value) throws SQLException {
      return postgres.number("SELECT count(*) FROM prices WHERE value = '%s'".formatted(value));
    }

    @Override
    public void holds(Rows seen) {
      assertThat(seen.changed()).isEqualTo(KEYS);
      assertThat(seen.setBack()).isZero();
    }

    @Override
    public void breaks(Rows seen) {
      assertThat(seen.changed()).isZero();
      assertThat(seen.setBack()).isEqualTo(2 * KEYS);
    }

    @Override
    public void felt(Rows seen) {
      assertThat(seen.overtaken()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Rows seen) {
      return "%d of %d rows set back".formatted(seen.setBack(), 2 * KEYS);
    }
  }
}
