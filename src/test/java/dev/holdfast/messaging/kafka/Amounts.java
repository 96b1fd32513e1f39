package dev.holdfast.messaging.kafka;

import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.LongDeserializer;

/**
 * Handles amounts as Kafka's own serializer for long writes them: anything but eight bytes is
 * poison.
 *
 * @param done told each amount when it is handled
 * @param undecoded told each offset at which decoding failed
 */
record Amounts(LongConsumer done, LongConsumer undecoded) implements RecordHandler<Long> {
  private static final LongDeserializer DECODER = new LongDeserializer();

  @Override
  public Long decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return DECODER.deserialize(record.topic(), record.value());
    } catch (SerializationException e) {
      undecoded.accept(record.offset());
      throw e;
    }
  }

  @Override
  public void handle(Long amount, ConsumerRecord<byte[], byte[]> record) {
    done.accept(amount);
  }
}
