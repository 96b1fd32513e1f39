package dev.holdfast.harness.bench;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.platform.commons.support.ReflectionSupport;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * A class of benchmarks as it was declared: one baseline, and what is divided by it.
 *
 * @param ways the baseline first, then the others by name
 */
public record BenchmarkDefinition(Class<?> type, Comparing comparing, List<Declared> ways) {
  private static final String BASE = "dev.holdfast.";

  /**
   * One way to do the work.
   *
   * @param atMost empty where nothing is asked, as of the baseline
   */
  public record Declared(String name, String says, boolean baseline, Optional<Double> atMost) {}

  /** All that there are, by id. */
  public static List<BenchmarkDefinition> all() {
    return ReflectionSupport.findAllClassesInPackage(
            BASE.substring(0, BASE.length() - 1),
            type -> type.isAnnotationPresent(Comparing.class),
            name -> name.endsWith("Benchmark"))
        .stream()
        .map(BenchmarkDefinition::of)
        .sorted(Comparator.comparing(BenchmarkDefinition::id))
        .toList();
  }

  /**
   * Reads the annotations of a class.
   *
   * @throws IllegalStateException when it compares nothing, or cannot be run
   */
  public static BenchmarkDefinition of(Class<?> type) {
    List<Method> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    check(type, Modifier.isPublic(type.getModifiers()), "has to be public, as JMH asks");
    for (Method method : methods) {
      check(
          type, method.getParameterCount() == 0, method.getName() + " takes parameters; none may");
      check(
          type,
          method.isAnnotationPresent(Baseline.class) != method.isAnnotationPresent(Way.class),
          method.getName() + " needs one of @Baseline and @Way");
    }
    List<Declared> ways =
        methods.stream()
            .map(BenchmarkDefinition::declared)
            .sorted(Comparator.comparing(Declared::baseline).reversed())
            .toList();
    long baselines = ways.stream().filter(Declared::baseline).count();
    check(type, baselines == 1, "has " + baselines + " methods with @Baseline; 1 is needed");
    check(type, ways.size() > 1, "has no method with @Way: nothing is compared");
    return new BenchmarkDefinition(type, type.getAnnotation(Comparing.class), ways);
  }

  /** {@code postgres.typedsql.TypedReadBenchmark}. */
  public String id() {
    return type.getName().substring(BASE.length());
  }

  private static Declared declared(Method method) {
    Baseline baseline = method.getAnnotation(Baseline.class);
    if (baseline != null) {
      return new Declared(method.getName(), baseline.value(), true, Optional.empty());
    }
    Way way = method.getAnnotation(Way.class);
    return new Declared(
        method.getName(),
        way.value(),
        false,
        Optional.of(way.atMost()).filter(atMost -> atMost != Way.NOT_ASKED));
  }

  private static void check(Class<?> type, boolean right, String otherwise) {
    if (!right) {
      throw new IllegalStateException(type.getName() + " " + otherwise);
    }
  }
}
