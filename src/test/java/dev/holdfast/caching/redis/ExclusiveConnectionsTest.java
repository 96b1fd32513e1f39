package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.api.StatefulRedisConnection;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExclusiveConnectionsTest {
  private static final Duration PATIENCE = Duration.ofMillis(10);

  private final List<Connection> made = new ArrayList<>();
  private final ExclusiveConnections connections =
      new ExclusiveConnections(this::connect, 1, PATIENCE);

  /** What a connection says of itself. */
  private static final class Connection {
    boolean multi;
    boolean open = true;

    @SuppressWarnings("unchecked")
    StatefulRedisConnection<String, String> asLettuces() {
      return (StatefulRedisConnection<String, String>)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {StatefulRedisConnection.class},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "isMulti" -> multi;
                    case "isOpen" -> open;
                    case "close" -> {
                      open = false;
                      yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }
  }

  private StatefulRedisConnection<String, String> connect() {
    made.add(new Connection());
    return made.getLast().asLettuces();
  }

  @Test
  void one_that_came_back_is_lent_again() throws InterruptedException {
    connections.on(_ -> "first");
    connections.on(_ -> "second");
    assertThat(made).hasSize(1);
  }

  @Test
  void one_that_comes_back_in_a_transaction_is_closed_instead() throws InterruptedException {
    connections.on(_ -> made.getLast().multi = true);
    assertThat(made.getFirst().open).isFalse();
    connections.on(_ -> "second");
    assertThat(made).hasSize(2);
  }

  @Test
  void one_that_is_closed_is_not_lent_again() throws InterruptedException {
    connections.on(_ -> made.getLast().open = false);
    connections.on(_ -> "second");
    assertThat(made).hasSize(2);
  }

  @Test
  void one_comes_back_from_work_that_fails() throws InterruptedException {
    assertThatThrownBy(
            () ->
                connections.on(
                    _ -> {
                      throw new IllegalArgumentException("work");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    connections.on(_ -> "second");
    assertThat(made).hasSize(1);
  }

  @Test
  void whoever_finds_none_free_is_told_what_to_do() throws InterruptedException {
    connections.on(
        _ -> {
          assertThatThrownBy(() -> connections.on(_ -> "never"))
              .hasMessageContaining("no connection was free within 10 ms; allow more");
          return "done";
        });
  }

  @Test
  void none_is_lent_once_it_is_closed() throws InterruptedException {
    connections.on(_ -> "first");
    connections.close();
    assertThat(made.getFirst().open).isFalse();
    assertThatThrownBy(() -> connections.on(_ -> "never")).hasMessageContaining("were closed");
  }
}
