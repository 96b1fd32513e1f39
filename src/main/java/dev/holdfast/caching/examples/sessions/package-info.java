/** Sessions in Redis: who is logged in, what they have with them, and until when. */
@NullMarked
package dev.holdfast.caching.examples.sessions;

import org.jspecify.annotations.NullMarked;
