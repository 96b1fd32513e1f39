/** What is promised of code that shares its connections, and the experiments behind it. */
@NullMarked
package dev.holdfast.postgres.pooling;

import org.jspecify.annotations.NullMarked;
