/** The applications as their users meet them, and what is said of them. */
@NullMarked
package dev.holdfast.caching.examples;

import org.jspecify.annotations.NullMarked;
