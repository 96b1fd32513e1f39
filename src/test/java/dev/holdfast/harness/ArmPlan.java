package dev.holdfast.harness;

import java.lang.reflect.Method;

/** One arm to be run: a candidate's factory method and a condition. */
record ArmPlan(Method factory, Role role, Condition condition, boolean judged) {
  String candidate() {
    return factory.getName();
  }

  String label() {
    return "%s, %s%s"
        .formatted(
            candidate(), condition == Condition.CALM ? "calm" : "fault", judged ? "" : ", warm-up");
  }
}
