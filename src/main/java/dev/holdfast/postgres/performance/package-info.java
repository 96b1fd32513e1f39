/** Plans and statement counts that are held to a stated shape. */
@NullMarked
package dev.holdfast.postgres.performance;

import org.jspecify.annotations.NullMarked;
