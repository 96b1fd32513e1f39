/** A catalogue of products: PostgreSQL, and a layer of Redis in front of it. */
@NullMarked
package dev.holdfast.caching.examples.catalogue;

import org.jspecify.annotations.NullMarked;
