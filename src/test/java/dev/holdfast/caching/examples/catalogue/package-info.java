/** The catalogue over HTTP, with its Redis in trouble. */
@NullMarked
package dev.holdfast.caching.examples.catalogue;

import org.jspecify.annotations.NullMarked;
