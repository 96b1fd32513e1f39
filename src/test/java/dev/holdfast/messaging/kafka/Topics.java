package dev.holdfast.messaging.kafka;

import dev.holdfast.harness.environment.Kafka;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Whole topics of one partition, written and read as bytes by the way in that no fault hits. */
final class Topics {
  private static final Duration POLL = Duration.ofMillis(100);

  private Topics() {}

  /**
   * A member of a group that asks the broker often: how fast it is woken is not what is looked at.
   */
  static Map<String, Object> member(Kafka kafka, String group) {
    return Map.of(
        "bootstrap.servers", kafka.bootstrap(), "group.id", group, "fetch.max.wait.ms", 50);
  }

  /** Writes records in this order; returns when all are acknowledged. */
  static void write(Kafka kafka, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (var sent : records.stream().map(producer::send).toList()) {
        sent.get();
      }
    }
  }

  /** Reads what is in a topic now. */
  static List<ConsumerRecord<byte[], byte[]>> read(Kafka kafka, String topic) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrap(), "fetch.max.wait.ms", 50);
    TopicPartition partition = new TopicPartition(topic, 0);
    long end = kafka.end(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (consumer.position(partition) < end) {
        consumer.poll(POLL).forEach(read::add);
      }
    }
    return read;
  }

  /** What Kafka's own serializer for long makes of a number. */
  static byte[] amount(long amount) {
    return ByteBuffer.allocate(Long.BYTES).putLong(amount).array();
  }
}
