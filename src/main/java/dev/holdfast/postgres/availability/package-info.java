/** Replicas that lag, primaries that are lost: what a client may still rely on, and how. */
@NullMarked
package dev.holdfast.postgres.availability;

import org.jspecify.annotations.NullMarked;
