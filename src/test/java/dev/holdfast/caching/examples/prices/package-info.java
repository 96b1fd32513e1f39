/** How old a price may be that a process answers with. */
@NullMarked
package dev.holdfast.caching.examples.prices;

import org.jspecify.annotations.NullMarked;
