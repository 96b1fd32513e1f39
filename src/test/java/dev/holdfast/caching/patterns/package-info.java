/** What a cache and its store show when one of them did not take a write, or its writer died. */
@NullMarked
package dev.holdfast.caching.patterns;

import org.jspecify.annotations.NullMarked;
