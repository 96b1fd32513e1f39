package dev.holdfast.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The production code that keeps the claim: a method of the claim's class that makes it, named for
 * its mechanism.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Subject {
  /** The production classes that keep the promise, as the page shows them. */
  Class<?>[] value() default {};
}
