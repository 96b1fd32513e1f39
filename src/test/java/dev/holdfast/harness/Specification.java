package dev.holdfast.harness;

import dev.holdfast.Outline;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One question of the specification; the file's Javadoc asks it, its nested classes are the claims
 * that answer it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Specification {
  Outline value();
}
