package dev.holdfast.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A known library put to the same experiment. What it does is recorded and pinned in the ledger,
 * never assumed.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Peer {
  /** {@code groupId:artifactId}; the version shown is that of the class path. */
  String artifact();

  /** How it is configured, and by which advice of its own documentation. */
  String configured();
}
