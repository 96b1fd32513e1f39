package dev.holdfast.messaging.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What an operator watches of a {@link DeadLetterConsumer}. Worth an alert: {@code
 * dead.letter.partitions.stalled} above zero, since such a partition waits until somebody repairs
 * the dead letter topic. Thread-safe.
 */
final class DeadLetterMeters {
  /** Records that were settled by the handler. */
  final Counter handled;

  /** Records that were settled as dead letters. */
  final Counter buried;

  /** Attempts to write a dead letter that failed. */
  final Counter unwritten;

  /** Partitions whose next record cannot be settled; written by the polling thread only. */
  private volatile int stalled;

  DeadLetterMeters(MeterRegistry registry, String topic) {
    handled = registry.counter("dead.letter.records", "topic", topic, "outcome", "handled");
    buried = registry.counter("dead.letter.records", "topic", topic, "outcome", "buried");
    unwritten = registry.counter("dead.letter.unwritten", "topic", topic);
    Gauge.builder("dead.letter.partitions.stalled", this, meters -> meters.stalled)
        .tag("topic", topic)
        .register(registry);
  }

  void stalled(int partitions) {
    stalled = partitions;
  }
}
