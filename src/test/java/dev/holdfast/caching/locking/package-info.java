/** What a lock is worth when its holder is late, its keeper is cut off, or its server forgets. */
@NullMarked
package dev.holdfast.caching.locking;

import org.jspecify.annotations.NullMarked;
