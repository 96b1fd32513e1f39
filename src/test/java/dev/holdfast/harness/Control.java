package dev.holdfast.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The code that most people write: the subject less one mechanism. It must break under the fault,
 * as declared.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Control {
  /** The one mechanism in which it differs from the subject. */
  String differs();
}
