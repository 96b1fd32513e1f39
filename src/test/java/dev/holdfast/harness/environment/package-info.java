/** Servers and processes under test, in containers: the only place that knows Testcontainers. */
@NullMarked
package dev.holdfast.harness.environment;

import org.jspecify.annotations.NullMarked;
