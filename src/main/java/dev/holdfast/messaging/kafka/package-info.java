/**
 * Consuming from Kafka so that no record is lost and none stops the others: the dead letter topic.
 */
@NullMarked
package dev.holdfast.messaging.kafka;

import org.jspecify.annotations.NullMarked;
