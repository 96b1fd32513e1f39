package dev.holdfast.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.bench.BenchmarkDefinition.Declared;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

/** Is a class of benchmarks refused that compares nothing? */
class BenchmarkDefinitionTest {
  @Test
  void the_baseline_comes_first_and_a_bound_is_optional() {
    BenchmarkDefinition definition = BenchmarkDefinition.of(Sound.class);
    assertThat(definition.ways())
        .containsExactly(
            new Declared("plain", "the plain way", true, Optional.empty()),
            new Declared("asked", "a way", false, Optional.of(1.25)),
            new Declared("free", "another way", false, Optional.empty()));
  }

  @Test
  void what_cannot_be_compared_is_refused_by_name() {
    refused(Hidden.class, "has to be public");
    refused(Lonely.class, "has no method with @Way");
    refused(Baseless.class, "has 0 methods with @Baseline");
    refused(Undeclared.class, "forgotten needs one of @Baseline and @Way");
    refused(Parameterised.class, "plain takes parameters");
  }

  private static void refused(Class<?> type, String why) {
    assertThatThrownBy(() -> BenchmarkDefinition.of(type))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(type.getName() + " " + why);
  }

  @Comparing(asks = "?", limit = "a toy")
  public static class Sound {
    @Benchmark
    @Way(value = "a way", atMost = 1.25)
    public void asked() {}

    @Benchmark
    @Way("another way")
    public void free() {}

    @Benchmark
    @Baseline("the plain way")
    public void plain() {}
  }

  @Comparing(asks = "?", limit = "a toy")
  static class Hidden {}

  @Comparing(asks = "?", limit = "a toy")
  public static class Lonely {
    @Benchmark
    @Baseline("the plain way")
    public void plain() {}
  }

  @Comparing(asks = "?", limit = "a toy")
  public static class Baseless {
    @Benchmark
    @Way("a way")
    public void asked() {}
  }

  @Comparing(asks = "?", limit = "a toy")
  public static class Undeclared {
    @Benchmark
    public void forgotten() {}
  }

  @Comparing(asks = "?", limit = "a toy")
  public static class Parameterised {
    @Benchmark
    @Baseline("the plain way")
    public void plain(int ignored) {}
  }
}
