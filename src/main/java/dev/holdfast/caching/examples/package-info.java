/**
 * Applications that stand on the chapter's components: one below this package each, and what they
 * share.
 */
@NullMarked
package dev.holdfast.caching.examples;

import org.jspecify.annotations.NullMarked;
