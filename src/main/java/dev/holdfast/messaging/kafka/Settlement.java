package dev.holdfast.messaging.kafka;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what was polled: each record is done, or acknowledged as a dead letter, before the next
 * of its partition is looked at, and only then may its offset be committed. Belongs to the polling
 * thread.
 */
final class Settlement<T extends @Nullable Object> {
  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Progress progress;
  private final RecordHandler<T> handler;
  private final DeadLetters deadLetters;
  private final DeadLetterMeters meters;

  Settlement(
      Consumer<byte[], byte[]> consumer,
      Progress progress,
      RecordHandler<T> handler,
      DeadLetters deadLetters,
      DeadLetterMeters meters) {
    this.consumer = consumer;
    this.progress = progress;
    this.handler = handler;
    this.deadLetters = deadLetters;
    this.meters = meters;
  }

  /** Lets the partitions be polled again that have waited long enough. */
  void resumeDue() {
    consumer.resume(progress.takeDue());
  }

  /**
   * Settles what can be settled, and commits it, also when a handler throws.
   *
   * @param stop looked at before each record: a batch may take longer than a shutdown has
   */
  void settle(ConsumerRecords<byte[], byte[]> polled, BooleanSupplier stop) {
    try {
      for (TopicPartition partition : polled.partitions()) {
        settle(partition, polled.records(partition), stop);
      }
    } finally {
      meters.stalled(progress.stalls());
      commit();
    }
  }

  /**
   * In order, up to the first record that cannot be settled now: neither it nor those behind it may
   * be passed over.
   */
  private void settle(
      TopicPartition partition,
      List<ConsumerRecord<byte[], byte[]>> records,
      BooleanSupplier stop) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (stop.getAsBoolean()) {
        return;
      }
      try {
        settle(record);
      } catch (DeadLetters.NotWritten e) {
        log.warn("{}; its partition waits", e.getMessage());
        meters.unwritten.increment();
        consumer.seek(partition, record.offset());
        consumer.pause(List.of(partition));
        progress.stalled(partition);
        return;
      }
      progress.settled(partition, record);
    }
  }

  private void settle(ConsumerRecord<byte[], byte[]> record) {
    T value;
    try {
      value = handler.decode(record);
    } catch (RuntimeException e) {
      bury(record, e);
      return;
    }
    try {
      handler.handle(value, record);
    } catch (RecordHandler.Refused e) {
      bury(record, e);
      return;
    }
    meters.handled.increment();
  }

  private void bury(ConsumerRecord<byte[], byte[]> record, RuntimeException why) {
    deadLetters.publish(record, why);
    meters.buried.increment();
  }

  /**
   * What cannot be committed for the moment is kept for the next time, or belongs to another
   * consumer by then.
   */
  void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = progress.uncommitted();
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets);
      progress.committed(offsets);
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
      log.warn("not committed: {}: {}", offsets, e.toString());
    }
  }
}
