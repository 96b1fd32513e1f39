/** What clients did and were told, and pure functions that judge it. */
@NullMarked
package dev.holdfast.harness.history;

import org.jspecify.annotations.NullMarked;
