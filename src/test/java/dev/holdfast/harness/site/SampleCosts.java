package dev.holdfast.harness.site;

import dev.holdfast.harness.bench.Figures;
import dev.holdfast.harness.bench.Figures.Measured;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures made by hand: a ratio within what is asked, one over it, one that cannot be said. */
final class SampleCosts {
  private SampleCosts() {}

  static List<Figures> all() {
    return List.of(
        new Figures(
            Figures.SCHEMA,
            "postgres.typedsql.SampleBenchmark",
            "What does a typed query cost?",
            "one thread, a server on the same machine " + Samples.NASTY,
            "2026-11-24T03:41:07Z",
            Map.of(
                "JDK",
                "OpenJDK 64-Bit Server VM 25.0.3+9-LTS",
                "load average before, after",
                "0.41, 0.38 <script>"),
            List.of(
                way("bare", "a statement on a held connection", null, 60_000, 61_000, 60_500),
                way("typed", "a typed query", 1.25, 66_000, 67_000, 67_540),
                way("mapped", "a typed query mapped by reflection", 1.5, 120_000, 122_000, 121_000),
                way("shaky", "a query on a restless machine", 1.5, 60_000, 120_000, 90_750),
                way("none", "a query of which nothing is asked", null, 80_000, 81_000, 80_000))));
  }

  private static Measured way(String name, String says, @Nullable Double atMost, double... nanos) {
    List<Double> rounds = java.util.Arrays.stream(nanos).boxed().toList();
    return new Measured(
        name, says, atMost, rounds, 1_936, says.startsWith("a typed query mapped") ? 2.0 : 1.0);
  }
}
