package dev.holdfast.caching.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestEffortCacheTest {
  private final List<String> asked = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void a_put_for_which_there_is_no_room_is_counted_and_takes_the_old_value_away() {
    assertThat(cache("OOM command not allowed").put("price", "2")).isFalse();
    assertThat(asked).containsExactly("set", "unlink");
    assertThat(meters.counter("cache.full", "cache", "prices").count()).isOne();
  }

  @Test
  void what_is_refused_for_another_reason_is_the_callers_to_know() {
    assertThatThrownBy(() -> cache("NOPERM no permissions").put("price", "2"))
        .hasMessageStartingWith("NOPERM");
    assertThat(asked).containsExactly("set");
  }

  @Test
  void a_time_to_live_that_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> new BestEffortCache("prices", refusing(""), Duration.ZERO, meters))
        .hasMessageContaining("timeToLive is PT0S");
  }

  private BestEffortCache cache(String error) {
    return new BestEffortCache("prices", refusing(error), Duration.ofMinutes(1), meters);
  }

  /** A connection on which SET is refused, and what is asked of it is noted. */
  private StatefulRedisConnection<String, String> refusing(String error) {
    RedisCommands<String, String> commands =
        fake(
            RedisCommands.class,
            name -> {
              asked.add(name);
              if (name.equals("set")) {
                throw new RedisCommandExecutionException(error);
              }
              return 1L;
            });
    return fake(StatefulRedisConnection.class, _ -> commands);
  }

  private interface Answer {
    Object to(String method);
  }

  @SuppressWarnings("unchecked")
  private static <T> T fake(Class<?> type, Answer answer) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> answer.to(method.getName()));
  }
}
