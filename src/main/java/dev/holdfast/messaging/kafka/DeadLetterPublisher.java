package dev.holdfast.messaging.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes dead letters to a topic: each is the record byte for byte, its headers in their order, and
 * behind them where it came from and what was wrong; {@link #publish} returns when all in-sync
 * replicas have it, and a lost answer makes no second copy.
 *
 * <p>Limits: the copy is prevented within one send, which lasts {@code delivery.timeout.ms}; a
 * caller that publishes again after that may write the record twice. The headers make a dead letter
 * larger than its record: give the topic a {@code max.message.bytes} at least 8 KiB above that of
 * the source, or its largest records are refused.
 *
 * <p>Thread-safe. An interrupt while waiting is restored and thrown as {@link InterruptException};
 * the write is then unknown.
 *
 * <p>After KIP-98, Exactly Once Delivery and Transactional Messaging: the idempotent producer.
 */
public final class DeadLetterPublisher implements DeadLetters, AutoCloseable {
  static final String TOPIC = "dead-letter.topic";
  static final String PARTITION = "dead-letter.partition";
  static final String OFFSET = "dead-letter.offset";
  static final String TIMESTAMP = "dead-letter.timestamp";
  static final String ERROR_CLASS = "dead-letter.error.class";
  static final String ERROR_MESSAGE = "dead-letter.error.message";

  /** A parser may quote the whole record in its message, which would double the dead letter. */
  private static final int LONGEST_MESSAGE_CHARACTERS = 1_024;

  /**
   * As large as the producer's buffer: the topic's limit decides what is too large, not a client's.
   */
  private static final int LARGEST_REQUEST_BYTES = 32 * 1_024 * 1_024;

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  /**
   * Connects a producer of its own.
   *
   * @param client {@code bootstrap.servers}, security, time-outs; what the promise rests on is set
   *     here and cannot be changed
   */
  public DeadLetterPublisher(Map<String, ?> client, String topic) {
    this(new KafkaProducer<>(settings(client)), topic);
  }

  /** With a producer that the caller configured; it is closed with this publisher. */
  DeadLetterPublisher(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * A client's settings, with the defaults that suit single urgent sends, and those that the
   * promise rests on.
   */
  static Map<String, Object> settings(Map<String, ?> client) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0); // a caller waits for every single one
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000); // 1/10 of max.poll.interval.ms
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST_BYTES);
    settings.putAll(client);
    // Explicit, since a conflicting setting is then an error; as a default, idempotence would be
    // switched off without a word.
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return settings;
  }

  @Override
  public void publish(ConsumerRecord<byte[], byte[]> record, Exception why) {
    try {
      // No time limit of its own: giving up before delivery.timeout.ms would leave a write under
      // way that may still succeed.
      producer.send(deadLetter(topic, record, why)).get();
    } catch (InterruptedException e) {
      throw new InterruptException(
          "interrupted while a dead letter was written", e); // sets the interrupt again
    } catch (InterruptException e) {
      throw e;
    } catch (ExecutionException e) {
      throw new NotWritten(record, topic, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw new NotWritten(record, topic, e);
    }
  }

  /** Lets the writes under way end, for 10 s at most. */
  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }

  /**
   * By key, so that the dead letters of a key stay in order; stamped now, since retention counts
   * from the stamp.
   */
  static ProducerRecord<byte[], byte[]> deadLetter(
      String topic, ConsumerRecord<byte[], byte[]> record, Exception why) {
    Headers headers = new RecordHeaders(record.headers());
    add(headers, TOPIC, record.topic());
    add(headers, PARTITION, Integer.toString(record.partition()));
    add(headers, OFFSET, Long.toString(record.offset()));
    add(headers, TIMESTAMP, Long.toString(record.timestamp()));
    add(headers, ERROR_CLASS, why.getClass().getName());
    String message = String.valueOf(why.getMessage());
    add(
        headers,
        ERROR_MESSAGE,
        message.substring(0, Math.min(message.length(), LONGEST_MESSAGE_CHARACTERS)));
    return new ProducerRecord<>(topic, null, null, record.key(), record.value(), headers);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
