package dev.holdfast.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One sentence that can be false, and the experiment that tries to make it false.
 *
 * <p>Goes on an inner (not static) class of a {@link Specification} that implements {@link
 * Experiment}. The class is instantiated once for every arm; its constructor names what it uses,
 * and gets it: {@code Faults}, {@code History}, or a node such as {@code Postgres}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Nested
@ClassTemplate
@ExtendWith(ClaimExtension.class)
public @interface Claim {
  /** The claim: one sentence, in the words of its field. */
  String says();

  /** What it does not promise. */
  String limit();

  /** Where the mechanism is described: a paper, a manual, an issue. */
  String source();

  /** Seconds that one arm may take; an arm that needs more is inconclusive. */
  int within() default 30;

  /**
   * One unjudged run of every candidate in calm before the arms, where start-up cost would show in
   * them.
   */
  boolean warmUp() default false;

  /**
   * Whether {@code ci/spec} proves it when nothing is selected: the claims that a newcomer meets
   * first.
   */
  boolean flagship() default false;

  /** Why a calm arm makes no sense for this claim; empty where it does. */
  String noCalm() default "";
}
