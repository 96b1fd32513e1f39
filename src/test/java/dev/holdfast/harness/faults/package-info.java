/**
 * What is done to them: one API over several instruments, and the only place that knows Toxiproxy.
 */
@NullMarked
package dev.holdfast.harness.faults;

import org.jspecify.annotations.NullMarked;
