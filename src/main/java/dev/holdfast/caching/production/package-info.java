/** What a cache needs where it is operated: memory that ends, formats that change, meters. */
@NullMarked
package dev.holdfast.caching.production;

import org.jspecify.annotations.NullMarked;
