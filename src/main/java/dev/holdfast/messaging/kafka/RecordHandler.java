package dev.holdfast.messaging.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What is done with each record: first decoded, then handled; both on the polling thread. */
public interface RecordHandler<T extends @Nullable Object> {

  /**
   * Makes sense of a record's bytes. Whatever it throws makes the record a dead letter: the same
   * bytes would fail again.
   *
   * @param record its key and value may be null
   */
  T decode(ConsumerRecord<byte[], byte[]> record);

  /**
   * Does the work; when it returns, the record is done. It may meet a record twice.
   *
   * @throws Refused when the record can never be handled: it becomes a dead letter
   */
  void handle(T value, ConsumerRecord<byte[], byte[]> record);

  /**
   * A record that was understood and can never be handled. Whatever may pass by itself must not be
   * thrown as this.
   */
  final class Refused extends RuntimeException {
    public Refused(String reason) {
      super(reason);
    }
  }
}
