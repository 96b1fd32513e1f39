package dev.holdfast.messaging.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where the records go that cannot be handled. */
@FunctionalInterface
public interface DeadLetters {

  /**
   * Writes a record away, and returns when the write is acknowledged: from then on its offset may
   * be committed.
   *
   * @param why what was wrong with the record
   * @throws NotWritten when it was refused, or when nobody knows; the caller keeps the record
   */
  void publish(ConsumerRecord<byte[], byte[]> record, Exception why);

  /** A dead letter that is not known to be written. Its record must be published again. */
  final class NotWritten extends RuntimeException {
    NotWritten(ConsumerRecord<byte[], byte[]> record, String topic, Throwable cause) {
      super(
          "record %d of %s-%d (%d bytes of value) was not written to the dead letter topic %s: %s"
              .formatted(
                  record.offset(),
                  record.topic(),
                  record.partition(),
                  record.serializedValueSize(),
                  topic,
                  cause),
          cause);
    }
  }
}
