package dev.holdfast.messaging.kafka;

import java.time.Duration;

/**
 * How a {@link DeadLetterConsumer} polls and waits.
 *
 * @param topic what it consumes
 * @param poll how long one poll waits for records; waits and {@code close} are as coarse as this
 * @param firstBackoff how long a partition waits after its dead letter was refused; doubled with
 *     each further refusal
 * @param longestBackoff how long it waits at most
 */
public record ConsumerSettings(
    String topic, Duration poll, Duration firstBackoff, Duration longestBackoff) {
  public ConsumerSettings {
    if (topic.isBlank()) {
      throw new IllegalArgumentException("topic is blank; name the topic to consume");
    }
    positive("poll", poll);
    positive("firstBackoff", firstBackoff);
    if (longestBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException(
          "longestBackoff is %d ms, below firstBackoff of %d ms; make it at least as long"
              .formatted(longestBackoff.toMillis(), firstBackoff.toMillis()));
    }
  }

  /** Polls of 100 ms; waits from 100 ms to 30 s. */
  public static ConsumerSettings of(String topic) {
    return new ConsumerSettings(
        topic, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(30));
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "%s is %d ms; it must be positive".formatted(name, value.toMillis()));
    }
  }
}
