/** Stampede prevention: one load for a missing key, in one process and across processes. */
@NullMarked
package dev.holdfast.caching.stampede;

import org.jspecify.annotations.NullMarked;
