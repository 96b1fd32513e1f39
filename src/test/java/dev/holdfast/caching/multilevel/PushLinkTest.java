package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PushLinkTest {
  private static final PushLinkOptions OPTIONS =
      new PushLinkOptions(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final AtomicLong now = new AtomicLong();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final NearCache<String> near =
      new NearCache<>("near", 100, Duration.ofMinutes(1), Ticker.disabledTicker(), meters);
  private final List<Connection> connections = new ArrayList<>();
  private final List<Runnable> beats = new ArrayList<>();
  private final PushLink link =
      new PushLink(
          listener -> {
            var connection = new Connection(listener);
            connections.add(connection);
            return connection.opened;
          },
          near,
          OPTIONS,
          scheduler(),
          now::get,
          meters);

  @Test
  void the_cache_serves_once_the_feed_is_up() {
    beat();
    assertThat(near.serving()).isFalse();
    last().up();
    assertThat(near.serving()).isTrue();
  }

  @Test
  void a_lost_connection_suspends_at_once_and_is_replaced_at_the_next_beat() {
    beat();
    last().up();
    last().listener.disconnected();
    assertThat(near.serving()).isFalse();
    assertThat(last().closed).isTrue();
    assertThat(connections).hasSize(1);
    beat();
    last().up();
    assertThat(connections).hasSize(2);
    assertThat(near.serving()).isTrue();
    assertThat(meters.get("cache.near.link.losses").counter().count()).isOne();
  }

  @Test
  void an_answered_heartbeat_keeps_it_in_service_and_is_followed_by_another() {
    beat();
    last().up();
    for (int n = 1; n <= 3; n++) {
      beat();
      assertThat(last().asked).hasSize(n);
      last().asked.getLast().complete(null);
    }
    assertThat(near.serving()).isTrue();
  }

  @Test
  void silence_is_noticed_within_two_intervals_and_a_time_out() {
    beat();
    last().up();
    beat(); // asked, and never answered
    beat();
    assertThat(near.serving()).isTrue();
    beat(); // two seconds later: the time-out
    assertThat(near.serving()).isFalse();
    assertThat(last().asked).hasSize(1);
    assertThat(last().closed).isTrue();
  }

  @Test
  void a_failed_heartbeat_suspends_at_once() {
    beat();
    last().up();
    beat();
    last().asked.getLast().completeExceptionally(new IllegalStateException("reset"));
    assertThat(near.serving()).isFalse();
  }

  @Test
  void an_opening_that_takes_too_long_is_given_up_and_closed_when_it_comes() {
    beat();
    beat();
    beat();
    var late = last();
    beat();
    assertThat(connections).hasSize(2);
    late.up();
    assertThat(late.closed).isTrue();
    assertThat(near.serving()).isFalse();
  }

  @Test
  void an_opening_that_fails_is_tried_again() {
    beat();
    last().opened.completeExceptionally(new IllegalStateException("refused"));
    beat();
    last().up();
    assertThat(near.serving()).isTrue();
    assertThat(meters.get("cache.near.link.losses").counter().count()).isZero();
  }

  @Test
  void what_an_old_connection_still_says_of_its_end_does_not_touch_the_new_one() {
    beat();
    last().up();
    var old = last();
    old.listener.disconnected();
    beat();
    last().up();
    old.listener.disconnected();
    assertThat(near.serving()).isTrue();
  }

  @Test
  void writes_are_passed_on() {
    beat();
    last().up();
    near.get("one", _ -> "1");
    near.get("two", _ -> "2");
    last().listener.written("one");
    assertThat(near.getIfPresent("one")).isNull();
    assertThat(near.getIfPresent("two")).isEqualTo("2");
    last().listener.anythingWritten();
    assertThat(near.getIfPresent("two")).isNull();
    assertThat(near.serving()).isTrue();
  }

  @Test
  void closed_it_suspends_for_good() {
    beat();
    last().up();
    link.close();
    assertThat(near.serving()).isFalse();
    assertThat(last().closed).isTrue();
    beat();
    assertThat(connections).hasSize(1);
  }

  @Test
  void a_feed_that_throws_does_not_end_the_beats() {
    var failing =
        new PushLink(
            _ -> {
              throw new IllegalStateException("shut down");
            },
            near,
            OPTIONS,
            scheduler(),
            now::get,
            meters);
    beats.getLast().run();
    beats.getLast().run();
    failing.close();
    assertThat(near.serving()).isFalse();
  }

  private void beat() {
    beats.getFirst().run();
    now.addAndGet(OPTIONS.interval().toNanos());
  }

  private Connection last() {
    return connections.getLast();
  }

  /** Keeps the task, for the test to run; a real one never waits for what it runs. */
  private ScheduledExecutorService scheduler() {
    return (ScheduledExecutorService)
        Proxy.newProxyInstance(
            PushLinkTest.class.getClassLoader(),
            new Class<?>[] {ScheduledExecutorService.class},
            (_, _, arguments) -> {
              beats.add((Runnable) arguments[0]);
              return Proxy.newProxyInstance(
                  PushLinkTest.class.getClassLoader(),
                  new Class<?>[] {ScheduledFuture.class},
                  (_, _, _) -> true);
            });
  }

  private static final class Connection implements InvalidationFeed.Session {
    private final InvalidationFeed.Listener listener;
    private final CompletableFuture<InvalidationFeed.Session> opened = new CompletableFuture<>();
    private final List<CompletableFuture<Void>> asked = new ArrayList<>();
    private boolean closed;

    Connection(InvalidationFeed.Listener listener) {
      this.listener = listener;
    }

    void up() {
      opened.complete(this);
    }

    @Override
    public CompletionStage<?> heartbeat() {
      asked.add(new CompletableFuture<>());
      return asked.getLast();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
