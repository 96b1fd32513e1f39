/** What keeps a stampede from the origin, and what does not. */
@NullMarked
package dev.holdfast.caching.stampede;

import org.jspecify.annotations.NullMarked;
