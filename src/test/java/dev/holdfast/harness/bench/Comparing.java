package dev.holdfast.harness.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A class of benchmarks that do the same work in several ways: one question of cost. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Comparing {
  /** The question, as an operator would ask it. */
  String asks();

  /** What the figures do not tell. */
  String limit();

  /** Servers that a run starts for it, as a claim's constructor names them. */
  Class<? extends AutoCloseable>[] on() default {};

  /** Whose versions the figures depend on: {@code org.jooq:jooq}. */
  String[] libraries() default {};

  /**
   * How long each process runs before what counts: until the second compiler has done with all that
   * a call goes through.
   */
  long warmUpMillis() default 1_500;

  /**
   * How many processes each way gets. With five, Student's factor is 2.8; where a bound is asked
   * that lies close, more narrow the interval.
   */
  int rounds() default 5;
}
