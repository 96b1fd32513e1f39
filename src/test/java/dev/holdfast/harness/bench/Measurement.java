package dev.holdfast.harness.bench;

import dev.holdfast.harness.bench.BenchmarkDefinition.Declared;
import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.evidence.Libraries;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Times the ways of a comparison by JMH: in each round every way gets a process of its own, in an
 * order that changes, so that the rounds can be divided one by one.
 */
public final class Measurement {
  private static final int ITERATIONS = 10;
  private static final Duration ITERATION = Duration.ofMillis(100);

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

  /** What JMH itself uses warns on Java 25 otherwise. */
  private static final String JMH_ON_JAVA_25 = "--sun-misc-unsafe-memory-access=allow";

  private final BenchmarkDefinition definition;
  private final Map<String, String> servers = new HashMap<>();
  private final Map<Declared, List<Timed>> rounds = new HashMap<>();

  private Measurement(BenchmarkDefinition definition) {
    this.definition = definition;
    definition.ways().forEach(way -> rounds.put(way, new ArrayList<>()));
  }

  /** What a call took, and allocated, in one process. */
  private record Timed(double nanos, double bytes) {}

  /**
   * Rehearses it, and measures it.
   *
   * @param progress is told the load, and a line a round
   */
  public static Figures of(
      BenchmarkDefinition definition, Environment environment, Consumer<String> progress) {
    Measurement measurement = new Measurement(definition);
    String load = Machine.load();
    List<AutoCloseable> leases = new ArrayList<>();
    try {
      for (Class<?> server : definition.comparing().on()) {
        leases.add(environment.lease(server, "bench"));
      }
      progress.accept("load average " + load);
      Map<String, Double> roundTrips = Rehearsal.of(definition, leases);
      leases.forEach(lease -> measurement.servers.putAll(Servers.told(lease)));
      measurement.measure(progress);
      return measurement.figures(roundTrips, measurement.facts(environment, load));
    } finally {
      Collections.reverse(leases);
      leases.forEach(Measurement::giveBack);
    }
  }

  private void measure(Consumer<String> progress) {
    List<Declared> ways = new ArrayList<>(definition.ways());
    int all = definition.comparing().rounds();
    for (int round = 1; round <= all; round++) {
      StringBuilder line = new StringBuilder("round %d of %d:".formatted(round, all));
      for (Declared way : ways) {
        Timed timed = fork(way.name());
        Objects.requireNonNull(rounds.get(way)).add(timed);
        line.append(String.format(Locale.ROOT, "  %s %,.2f µs", way.name(), timed.nanos() / 1_000));
      }
      progress.accept(line.toString());
      Collections.rotate(ways, 1); // who comes first is not always the same
    }
  }

  /** One process: the fastest of its iterations, since the host's other work only ever adds. */
  private Timed fork(String way) {
    TimeValue iteration = TimeValue.milliseconds(ITERATION.toMillis());
    Options options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(definition.type().getName() + "." + way) + "$")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupIterations(warmUps())
            .warmupTime(iteration)
            .measurementIterations(ITERATIONS)
            .measurementTime(iteration)
            .addProfiler(GCProfiler.class)
            .jvmArgs(arguments().toArray(String[]::new))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      RunResult result = new Runner(options).runSingle();
      Result<?> allocated = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED));
      return new Timed(
          result.getPrimaryResult().getStatistics().getMin(),
          allocated.getStatistics().getPercentile(50));
    } catch (RunnerException e) {
      throw new IllegalStateException("%s.%s failed".formatted(definition.id(), way), e);
    }
  }

  private int warmUps() {
    return Math.toIntExact(definition.comparing().warmUpMillis() / ITERATION.toMillis());
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(HEAP);
    arguments.add(JMH_ON_JAVA_25);
    servers.forEach((name, value) -> arguments.add("-D%s=%s".formatted(name, value)));
    return arguments;
  }

  private Figures figures(Map<String, Double> roundTrips, Map<String, String> facts) {
    return new Figures(
        Figures.SCHEMA,
        definition.id(),
        definition.comparing().asks(),
        definition.comparing().limit(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        facts,
        definition.ways().stream().map(way -> measured(way, roundTrips.get(way.name()))).toList());
  }

  private Figures.Measured measured(Declared way, @Nullable Double roundTrips) {
    List<Timed> timed = Objects.requireNonNull(rounds.get(way));
    ListStatistics bytes = new ListStatistics();
    timed.forEach(round -> bytes.addValue(round.bytes()));
    return new Figures.Measured(
        way.name(),
        way.says(),
        way.atMost().orElse(null),
        timed.stream().map(Timed::nanos).toList(),
        bytes.getPercentile(50),
        roundTrips);
  }

  private Map<String, String> facts(Environment environment, String load) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", Machine.processor());
    facts.putAll(environment.facts());
    for (String library : definition.comparing().libraries()) {
      facts.put(library, Libraries.version(library));
    }
    facts.put(
        "measured in",
        "%d rounds of one process for each way: %,d ms of warm-up, then %d × %d ms; %s"
            .formatted(
                definition.comparing().rounds(),
                definition.comparing().warmUpMillis(),
                ITERATIONS,
                ITERATION.toMillis(),
                String.join(" ", HEAP)));
    facts.put("load average before, after", load + ", " + Machine.load());
    return facts;
  }

  private static void giveBack(AutoCloseable lease) {
    try {
      lease.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot give back " + lease, e);
    }
  }
}
