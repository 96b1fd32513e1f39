package dev.holdfast.messaging.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The poll loop of most tutorials: the client decodes, so that a poison record is no record but an
 * exception of {@code poll()}, which is logged and tried again.
 */
final class NaiveTypedConsumer implements Runnable, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<String, Long> consumer;
  private final String topic;
  private final LongConsumer handler;
  private final LongConsumer failedPoll;
  private volatile boolean closing;

  /**
   * @param failedPoll told the offset at which a poll failed, in place of a log
   */
  NaiveTypedConsumer(
      Map<String, ?> client, String topic, LongConsumer handler, LongConsumer failedPoll) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new LongDeserializer());
    this.topic = topic;
    this.handler = handler;
    this.failedPoll = failedPoll;
  }

  @Override
  public void run() {
    try (consumer) {
      consumer.subscribe(List.of(topic));
      while (!closing) {
        try {
          for (ConsumerRecord<String, Long> record : consumer.poll(POLL)) {
            handler.accept(record.value());
          }
          consumer.commitSync();
        } catch (RecordDeserializationException e) {
          failedPoll.accept(e.offset());
        }
      }
    } catch (WakeupException e) {
      if (!closing) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
  }
}
