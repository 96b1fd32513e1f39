package dev.holdfast.harness.bench;

import dev.holdfast.harness.bench.BenchmarkDefinition.Declared;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.environment.RoundTrips;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Each way once in this process, before any is timed: do they all do the same work, and how often
 * does each cross the network?
 */
final class Rehearsal {
  /** Calls until a driver has prepared what it will, and a pool holds its connection. */
  private static final int SETTLING = 20;

  /** Calls that are counted; a call now and then that does more would show in a fraction. */
  private static final int COUNTED = 10;

  private final BenchmarkDefinition definition;
  private final Object instance;

  private Rehearsal(BenchmarkDefinition definition) throws ReflectiveOperationException {
    this.definition = definition;
    this.instance = definition.type().getConstructor().newInstance();
  }

  /**
   * The round trips of a call, by the name of the way; none where no server is.
   *
   * @throws IllegalStateException when a way fails, or does something else than the baseline
   */
  static Map<String, Double> of(BenchmarkDefinition definition, List<AutoCloseable> servers) {
    try {
      Rehearsal rehearsal = new Rehearsal(definition);
      if (servers.isEmpty()) {
        rehearsal.run(Optional.empty());
        return Map.of();
      }
      try (RoundTrips trips = relay(servers.getFirst())) {
        return rehearsal.run(Optional.of(trips));
      }
    } catch (ReflectiveOperationException | IOException e) {
      Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new IllegalStateException(definition.id() + " failed before it was timed", why);
    }
  }

  /** Stands before a server, and tells the benchmark so. */
  private static RoundTrips relay(AutoCloseable server) {
    switch (server) {
      case Postgres postgres -> {
        PGSimpleDataSource source = postgres.dataSource();
        RoundTrips trips = new RoundTrips(source);
        Servers.told(trips.through(source)).forEach(System::setProperty);
        return trips;
      }
      case Redis redis -> {
        RedisURI uri = redis.uri();
        RoundTrips trips = new RoundTrips(uri);
        Servers.told(trips.through(uri)).forEach(System::setProperty);
        return trips;
      }
      default ->
          throw new IllegalArgumentException(
              "round trips to a %s cannot be counted yet; teach it to %s"
                  .formatted(server.getClass().getSimpleName(), Rehearsal.class.getName()));
    }
  }

  private Map<String, Double> run(Optional<RoundTrips> trips) throws ReflectiveOperationException {
    call(Setup.class);
    try {
      Map<String, Double> counted = new HashMap<>();
      Object expected = null;
      for (Declared way : definition.ways()) {
        Method method = definition.type().getMethod(way.name());
        Object result = repeat(SETTLING, method);
        if (way.baseline()) {
          expected = result;
        }
        if (result == null || !result.equals(expected)) {
          throw new IllegalStateException(
              "%s.%s returned %s, and the baseline %s; ways return equal results"
                  .formatted(definition.id(), way.name(), result, expected));
        }
        int before = trips.map(RoundTrips::count).orElse(0);
        repeat(COUNTED, method);
        trips.ifPresent(all -> counted.put(way.name(), (double) (all.count() - before) / COUNTED));
      }
      return counted;
    } finally {
      call(TearDown.class);
    }
  }

  private @Nullable Object repeat(int calls, Method method) throws ReflectiveOperationException {
    @Nullable Object result = null;
    for (int i = 0; i < calls; i++) {
      result = method.invoke(instance);
    }
    return result;
  }

  private void call(Class<? extends Annotation> annotation) throws ReflectiveOperationException {
    for (Method method : definition.type().getDeclaredMethods()) {
      if (method.isAnnotationPresent(annotation)) {
        method.invoke(instance);
      }
    }
  }
}
