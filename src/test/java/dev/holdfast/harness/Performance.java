package dev.holdfast.harness;

import dev.holdfast.harness.evidence.ArmEvidence.Judged;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of an arm's scenario and judges. */
record Performance(
    @Nullable Object observation,
    String figure,
    Map<String, Judged> answers,
    Map<String, Long> millis,
    @Nullable String trouble) {

  /** Of an arm that did not get as far, or did not come back. */
  static final Performance NONE = new Performance(null, "", Map.of(), Map.of(), null);

  /** Makes the candidate, runs the scenario, and asks the judges of what it saw. */
  static <S, O> Performance of(ArmPlan plan, Experiment<S, O> experiment) {
    long began = System.nanoTime();
    O seen;
    try {
      seen = run(plan, experiment);
    } catch (Throwable e) {
      return NONE.withTrouble(Troubles.describe("run", e));
    }
    if (seen == null) {
      return NONE.withTrouble("run observed nothing: it returned null");
    }
    long ran = System.nanoTime();
    Map<String, Judged> answers = new LinkedHashMap<>();
    answers.put("felt", judge(() -> experiment.felt(seen)));
    answers.put("holds", judge(() -> experiment.holds(seen)));
    answers.put("breaks", judge(() -> experiment.breaks(seen)));
    String figure = "";
    String trouble = null;
    try {
      figure = experiment.figure(seen);
    } catch (Throwable e) {
      trouble = Troubles.describe("figure", e);
    }
    Map<String, Long> millis = new LinkedHashMap<>();
    millis.put("run", Duration.ofNanos(ran - began).toMillis());
    millis.put("check", Duration.ofNanos(System.nanoTime() - ran).toMillis());
    return new Performance(seen, figure, answers, millis, trouble);
  }

  private Performance withTrouble(String what) {
    return new Performance(observation, figure, answers, millis, what);
  }

  @SuppressWarnings("unchecked") // a factory of something else fails in run: inconclusive
  private static <S, O> @Nullable O run(ArmPlan plan, Experiment<S, O> experiment)
      throws Exception {
    try (var _ = closing(experiment)) {
      Object candidate = candidate(plan, experiment);
      try (var _ = closing(candidate)) {
        return experiment.run((S) candidate);
      }
    }
  }

  private static AutoCloseable closing(Object used) {
    return used instanceof AutoCloseable closeable ? closeable : () -> {};
  }

  private static Object candidate(ArmPlan plan, Experiment<?, ?> experiment) throws Exception {
    try {
      plan.factory().setAccessible(true);
      return plan.factory().invoke(experiment);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** An AssertionError is a no; everything else that comes out is unclear. */
  private static Judged judge(Runnable judge) {
    try {
      judge.run();
      return new Judged(Answer.YES, "");
    } catch (AssertionError e) {
      return new Judged(Answer.NO, String.valueOf(e.getMessage()).strip());
    } catch (Throwable e) {
      return new Judged(Answer.UNCLEAR, e.toString());
    }
  }
}
