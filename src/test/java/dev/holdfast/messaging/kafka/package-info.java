/** The proofs for the dead letter topic. */
@NullMarked
package dev.holdfast.messaging.kafka;

import org.jspecify.annotations.NullMarked;
