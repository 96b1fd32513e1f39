package dev.holdfast.harness;

import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * One arm, from its set-up to its tear-down. Whatever goes wrong in it is kept as trouble; it never
 * fails by itself.
 */
public final class ArmRun {
  private final ArmPlan plan;
  private final ClaimDefinition claim;
  private final Environment environment;
  private final String name;
  private final History history = new History();
  private final Faults faults;
  private final Map<Class<?>, Object> resources = new LinkedHashMap<>();
  private final List<AutoCloseable> leases = new ArrayList<>();
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private Performance performance = Performance.NONE;
  private @Nullable String trouble;
  private Map<String, String> logs = Map.of();
  private boolean conducted;

  ArmRun(ArmPlan plan, ClaimDefinition claim, Environment environment, String name) {
    this.plan = plan;
    this.claim = claim;
    this.environment = environment;
    this.name = name;
    this.faults = new Faults(plan.condition() == Condition.FAULT, history, environment.proxies());
    resources.put(Faults.class, faults);
    resources.put(History.class, history);
  }

  /** Starts the nodes that the claim names, and takes a part of each. */
  void setUp() {
    timed(
        "set-up",
        () -> {
          environment.start(claim.uses());
          for (Class<?> type : claim.uses()) {
            if (Environment.lends(type)) {
              AutoCloseable lease = environment.lease(type, name);
              leases.add(lease);
              resources.put(type, lease);
            }
          }
          return null;
        });
    if (trouble != null) {
      throw new TestAbortedException(trouble);
    }
  }

  /** What the claim's constructor asks for, or null where no such thing exists. */
  @Nullable Object resource(Class<?> type) {
    return resources.get(type);
  }

  /** Makes the claim's instance, which may open links and clients; within the claim's limit. */
  <T> T construct(Watchdog.Work<T> constructor) throws Throwable {
    try {
      return guarded(constructor);
    } catch (Throwable e) {
      troubled("set-up", e);
      throw e;
    }
  }

  /** Makes the candidate, runs the scenario, asks the judges; within the claim's limit. */
  void conduct(Experiment<?, ?> experiment) {
    conducted = true;
    history.begin();
    try {
      performance = guarded(() -> Performance.of(plan, experiment));
      trouble = performance.trouble();
    } catch (Throwable e) {
      troubled("run", e);
    }
    if (trouble != null) {
      throw new TestAbortedException(trouble);
    }
  }

  /** What the engine says of an arm that did not come to its end. */
  void missed(@Nullable Throwable why) {
    if (why != null) {
      troubled("set-up", why);
    }
  }

  /** Gives everything back, and complains about what was left open. */
  void tearDown() {
    if (!conducted && trouble == null) {
      trouble = "the arm was skipped";
    }
    List<String> open = faults.leftOpen();
    if (!open.isEmpty() && trouble == null) {
      trouble = "left open: " + open;
    }
    if (trouble != null) {
      timed("logs", () -> logs = environment.logs(claim.uses()));
    }
    // Each on its own: what one leaves behind is no reason to leave the others.
    List<AutoCloseable> all = new ArrayList<>(List.of(faults::closeLinks));
    all.addAll(leases.reversed());
    timed("tear-down", () -> closeAll(all));
  }

  /** Whether something went wrong that keeps it from being judged. */
  boolean troubled() {
    return trouble != null;
  }

  /** Whether its set-up succeeded, so that its scenario began. */
  boolean began() {
    return conducted;
  }

  ArmPlan plan() {
    return plan;
  }

  ArmEvidence evidence() {
    return new ArmEvidence(
        plan.candidate(),
        plan.role(),
        plan.condition(),
        claim.note(plan.factory()),
        claim.code(plan.factory()),
        performance.figure(),
        performance.observation(),
        performance.answers(),
        history.windows(),
        history.operations(),
        durations(),
        trouble,
        logs);
  }

  private <T> T guarded(Watchdog.Work<T> work) throws Throwable {
    Duration limit = Duration.ofSeconds(claim.claim().within());
    return new Watchdog(name, limit, faults::closeLinks).guard(work);
  }

  private @Nullable Object closeAll(List<AutoCloseable> all) {
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Throwable e) {
        troubled("tear-down", e);
      }
    }
    return null;
  }

  private void timed(String phase, Callable<@Nullable Object> action) {
    long began = System.nanoTime();
    try {
      action.call();
    } catch (Throwable e) {
      troubled(phase, e);
    } finally {
      millis.put(phase, Duration.ofNanos(System.nanoTime() - began).toMillis());
    }
  }

  private Map<String, Long> durations() {
    Map<String, Long> all = new LinkedHashMap<>(performance.millis());
    all.putAll(millis);
    return all;
  }

  private void troubled(String phase, Throwable e) {
    if (trouble == null) {
      trouble = Troubles.describe(phase, e);
    }
  }
}
