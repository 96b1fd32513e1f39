package dev.holdfast.harness.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Another way to do the baseline's work. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Way {
  double NOT_ASKED = Double.POSITIVE_INFINITY;

  /** What it is, as it stands in a sentence: "a typed query through a pool". */
  String value();

  /** How many times the baseline's time it may take; where nothing is asked, it is recorded. */
  double atMost() default NOT_ASKED;
}
