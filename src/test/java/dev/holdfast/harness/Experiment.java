package dev.holdfast.harness;

import org.junit.jupiter.api.Test;

/**
 * One scenario and its judges. The scenario is told once, for every arm; the judges are plain
 * assertions.
 *
 * @param <S> what is put to the experiment: subject, control or peer
 * @param <O> what one arm saw: a record of counts, durations and answers, without opinion
 */
public interface Experiment<S, O> {
  /** The scenario. Observes, asserts nothing; whatever it throws makes the arm inconclusive. */
  O run(S candidate) throws Exception;

  /**
   * Did the victim notice the fault? Must be true under the fault and false in calm, by a trace on
   * the victim's side.
   */
  void felt(O seen);

  /**
   * Is the promise kept? Also demands that the offered work was done: code that does nothing loses
   * nothing.
   */
  void holds(O seen);

  /** Did it fail as the mechanism predicts, and by as much? */
  void breaks(O seen);

  /** The figure that tells most, for one line of progress: {@code 5 loads}. */
  String figure(O seen);

  /** One arm. Called by the harness; a spec neither calls nor overrides it. */
  @Test
  default void arm(ArmRun arm) {
    arm.conduct(this);
  }
}
