package dev.holdfast.messaging.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Consumes a topic so that no record stops those behind it and none is passed over: what cannot be
 * decoded, or is refused by the handler, goes to the dead letters; an offset is committed only when
 * everything before it is done or acknowledged there.
 *
 * <p>It decodes by itself: with a deserializer in the client a poison record is an exception of
 * {@code poll()}, at the same offset for ever. Where the dead letters do not take a record, its
 * partition waits and tries again, longer each time, for as long as it takes, and the other
 * partitions go on.
 *
 * <p>Limits: at least once, so a handler meets records again after a crash or a rebalance. Dead
 * letters are written one at a time, some hundreds a second. Whatever else a handler throws ends
 * {@link #run}; its record is met again by the next consumer.
 *
 * <p>{@link #run} belongs to one thread, {@link #close} to any other; an interrupt ends {@code run}
 * and stays set.
 *
 * @see <a href="https://kafka.apache.org/documentation/#semantics">Kafka: message delivery
 *     semantics</a>
 */
public final class DeadLetterConsumer<T extends @Nullable Object>
    implements Runnable, AutoCloseable {
  /** As long as what no wakeup interrupts takes at most by default: the write of a dead letter. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(35);

  private final Consumer<byte[], byte[]> consumer;
  private final ConsumerSettings settings;
  private final Progress progress;
  private final Settlement<T> settlement;
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;

  /**
   * Connects a consumer of its own.
   *
   * @param client {@code bootstrap.servers}, {@code group.id}; what the promise rests on is set
   *     here
   * @param deadLetters is not closed with it
   */
  public DeadLetterConsumer(
      Map<String, ?> client,
      ConsumerSettings settings,
      RecordHandler<T> handler,
      DeadLetters deadLetters,
      MeterRegistry registry) {
    this(
        new KafkaConsumer<>(clientSettings(client)),
        settings,
        handler,
        deadLetters,
        registry,
        System::nanoTime);
  }

  DeadLetterConsumer(
      Consumer<byte[], byte[]> consumer,
      ConsumerSettings settings,
      RecordHandler<T> handler,
      DeadLetters deadLetters,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.settings = settings;
    this.progress = new Progress(settings.firstBackoff(), settings.longestBackoff(), nanoTime);
    DeadLetterMeters meters = new DeadLetterMeters(registry, settings.topic());
    this.settlement = new Settlement<>(consumer, progress, handler, deadLetters, meters);
  }

  /** Polls until {@link #close} or an exception; commits what is settled, closes the client. */
  @Override
  public void run() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "run or closed before, on %s; make a new one".formatted(settings.topic()));
    }
    try (consumer) {
      consumer.subscribe(List.of(settings.topic()), progress);
      pollUntilClosed();
    } finally {
      ended.countDown();
    }
  }

  /** Ends {@link #run} after the record at hand, and waits for that. */
  @Override
  public void close() {
    closing = true;
    if (started.compareAndSet(false, true)) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      if (!ended.await(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "still running on %s after %d ms; its handler may hang"
                .formatted(settings.topic(), CLOSE_WITHIN.toMillis()));
      }
    } catch (InterruptedException e) {
      throw new InterruptException("interrupted while a consumer ended", e);
    }
  }

  private void pollUntilClosed() {
    try {
      while (!closing) {
        settlement.resumeDue();
        settlement.settle(consumer.poll(settings.poll()), () -> closing);
      }
    } catch (WakeupException e) {
      if (!closing) {
        throw e;
      }
    }
    settlement.commit(); // the wakeup may have come between the work and its commit
  }

  private static Map<String, Object> clientSettings(Map<String, ?> client) {
    Map<String, Object> settings =
        new HashMap<>(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
    settings.putAll(client);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings;
  }
}
