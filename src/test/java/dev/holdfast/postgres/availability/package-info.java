/** Transactions against cuts, rivals, replicas that lag, and a primary that is lost. */
@NullMarked
package dev.holdfast.postgres.availability;

import org.jspecify.annotations.NullMarked;
