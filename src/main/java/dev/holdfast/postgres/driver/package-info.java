/** The driver's settings and habits: how long it waits, what it leaves running, what it caches. */
@NullMarked
package dev.holdfast.postgres.driver;

import org.jspecify.annotations.NullMarked;
