/** What a client of Redis sees while its connection, its server or its neighbours let it down. */
@NullMarked
package dev.holdfast.caching.redis;

import org.jspecify.annotations.NullMarked;
