/** Whether signals and limits work when sessions, slots and pools go wrong. */
@NullMarked
package dev.holdfast.postgres.observability;

import org.jspecify.annotations.NullMarked;
