package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlusherTest {
  private static final int ATTEMPTS = 2;
  private static final int BATCH = 5;
  private static final WriteBehindOptions OPTIONS =
      new WriteBehindOptions(1, 100, BATCH, Duration.ofMillis(1), Duration.ofSeconds(1), ATTEMPTS);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Memory log = new Memory();
  private final Set<String> refused = new HashSet<>();
  private final List<String> stored = new ArrayList<>();
  private boolean away;
  private final Flusher flusher =
      new Flusher(
          log,
          this::store,
          OPTIONS,
          new WriteBehindMeters(
              "log", log, Clock.fixed(Instant.ofEpochMilli(10_000), ZoneOffset.UTC), meters));

  @Test
  void the_last_write_of_each_key_is_told_in_the_order_of_these() throws Exception {
    log.append("a", "1");
    log.append("b", "1");
    log.append("a", null);
    assertThat(flusher.flush()).isFalse();
    assertThat(stored).containsExactly("b=1", "a=null");
    assertThat(log.waiting).isEmpty();
    assertThat(meters.counter("cache.writes.coalesced", "log", "log").count()).isOne();
  }

  @Test
  void a_full_batch_tells_that_there_may_be_more() throws Exception {
    for (int i = 0; i <= BATCH; i++) {
      log.append("key-" + i, "1");
    }
    assertThat(flusher.flush()).isTrue();
    assertThat(flusher.flush()).isFalse();
    assertThat(stored).hasSize(BATCH + 1);
  }

  @Test
  void a_store_that_is_away_loses_nothing_and_nothing_is_put_aside() throws Exception {
    log.append("a", "1");
    log.append("b", "1");
    away = true;
    for (int i = 0; i < 3 * ATTEMPTS; i++) {
      assertThat(flusher.flush()).isFalse();
    }
    assertThat(log.aside).isEmpty();
    assertThat(meters.get("cache.writes.age").gauge().value()).isEqualTo(9);
    away = false;
    flusher.flush();
    assertThat(stored).containsExactly("a=1", "b=1");
    assertThat(meters.get("cache.writes.age").gauge().value()).isZero();
  }

  @Test
  void all_writes_of_a_key_that_is_refused_alone_are_put_aside() throws Exception {
    log.append("a", "1");
    log.append("poison", "1");
    log.append("b", "1");
    log.append("poison", "2");
    refused.add("poison");
    for (int i = 0; i < ATTEMPTS; i++) {
      flusher.flush();
    }
    assertThat(stored).containsExactly("a=1", "b=1");
    assertThat(log.aside).extracting(Write::value).containsExactly("1", "2");
    assertThat(log.waiting).isEmpty();
    assertThat(meters.counter("cache.writes.aside", "log", "log").count()).isOne();
  }

  @Test
  void an_interrupt_of_the_store_is_no_failure_of_it() {
    log.append("a", "1");
    var interrupted =
        new Flusher(
            log,
            _ -> {
              throw new InterruptedException();
            },
            OPTIONS,
            new WriteBehindMeters("log", log, Clock.systemUTC(), meters));
    assertThatThrownBy(interrupted::flush).isInstanceOf(InterruptedException.class);
    assertThat(meters.counter("cache.writes.failures", "log", "log").count()).isZero();
  }

  private void store(List<Write> writes) {
    if (away || writes.stream().map(Write::key).anyMatch(refused::contains)) {
      throw new IllegalStateException("no");
    }
    writes.forEach(write -> stored.add(write.key() + "=" + write.value()));
  }

  private static final class Memory implements WriteLog {
    private final List<Write> waiting = new ArrayList<>();
    private final List<Write> aside = new ArrayList<>();
    private int positions;

    @Override
    public void append(String key, @Nullable String value) {
      waiting.add(new Write("1000-" + positions++, key, value));
    }

    @Override
    public List<Write> take(int most) {
      return List.copyOf(waiting.subList(0, Math.min(most, waiting.size())));
    }

    @Override
    public void done(List<Write> written) {
      waiting.removeAll(written);
    }

    @Override
    public void putAside(List<Write> refused, String why) {
      waiting.removeAll(refused);
      aside.addAll(refused);
    }

    @Override
    public long depth() {
      return waiting.size();
    }
  }
}
