package dev.holdfast.harness.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The bare way to do the work, which the others are divided by. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Baseline {
  /** What it is, as it stands in a sentence: "a statement of the driver's on a held connection". */
  String value();
}
