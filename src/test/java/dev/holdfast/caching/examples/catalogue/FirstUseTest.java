package dev.holdfast.caching.examples.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FirstUseTest {
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void it_is_made_when_it_is_asked_for_and_once() {
    FirstUse<String> use = new FirstUse<>(() -> "number " + made.incrementAndGet());
    assertThat(made).hasValue(0);
    assertThat(use.get()).isEqualTo("number 1");
    assertThat(use.get()).isEqualTo("number 1");
  }

  @Test
  void what_could_not_be_made_is_tried_again() {
    FirstUse<String> use =
        new FirstUse<>(
            () -> {
              if (made.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              return "there";
            });
    assertThatThrownBy(use::get).hasMessage("not yet");
    assertThat(use.get()).isEqualTo("there");
  }
}
