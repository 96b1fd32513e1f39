/** The experiment: claims, arms, judges and verdicts. */
@NullMarked
package dev.holdfast.harness;

import org.jspecify.annotations.NullMarked;
