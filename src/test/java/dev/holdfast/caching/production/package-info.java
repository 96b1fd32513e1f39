/** What becomes of a cache where it is operated. */
@NullMarked
package dev.holdfast.caching.production;

import org.jspecify.annotations.NullMarked;
