package dev.holdfast.messaging.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;

/**
 * Sends a dead letter and goes on: the answer, a refusal too, comes when the offset is committed.
 */
final class NaiveDeadLetters implements DeadLetters {
  private final Producer<byte[], byte[]> producer;
  private final String topic;

  NaiveDeadLetters(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // that is what is naive about it
  public void publish(ConsumerRecord<byte[], byte[]> record, Exception why) {
    producer.send(DeadLetterPublisher.deadLetter(topic, record, why));
  }
}
