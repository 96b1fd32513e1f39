package dev.holdfast.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DeadLetterConsumerTest {
  private static final TopicPartition LEFT = new TopicPartition("orders", 0);
  private static final TopicPartition RIGHT = new TopicPartition("orders", 1);
  private static final byte[] POISON = {1, 2, 3};
  private static final Duration BACKOFF = Duration.ofMillis(100);

  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
  private final MockConsumer<byte[], byte[]> client =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
          super.commitSync(offsets);
          committed.putAll(offsets);
        }
      };
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final List<Long> done = new ArrayList<>();
  private final List<Long> buried = new ArrayList<>();
  private boolean refusing;

  private final DeadLetterConsumer<Long> consumer =
      new DeadLetterConsumer<>(
          client,
          new ConsumerSettings("orders", Duration.ofMillis(1), BACKOFF, BACKOFF),
          new Amounts(this::handle, offset -> {}),
          this::bury,
          registry,
          nanos::get);

  @Test
  void a_refused_dead_letter_stops_its_partition_and_no_other() {
    refusing = true;
    given(LEFT, Topics.amount(1), POISON, Topics.amount(2));
    given(RIGHT, Topics.amount(3), Topics.amount(4));
    atPoll(() -> assertThat(client.paused()).containsExactly(LEFT));
    lastPoll();

    consumer.run();

    assertThat(done).containsExactlyInAnyOrder(1L, 3L, 4L);
    assertThat(committed(LEFT)).isOne();
    assertThat(committed(RIGHT)).isEqualTo(2);
    assertThat(registry.get("dead.letter.partitions.stalled").gauge().value()).isOne();
    assertThat(registry.get("dead.letter.unwritten").counter().count()).isOne();
  }

  @Test
  void a_partition_goes_on_from_the_refused_record_when_its_wait_is_over() {
    refusing = true;
    given(LEFT, Topics.amount(1), POISON, Topics.amount(2));
    atPoll(
        () -> {
          refusing = false;
          nanos.addAndGet(BACKOFF.toNanos());
        });
    atPoll(
        () -> {
          assertThat(client.paused()).isEmpty();
          reread(LEFT);
        });
    lastPoll();

    consumer.run();

    assertThat(buried).containsExactly(1L);
    assertThat(done).containsExactly(1L, 2L);
    assertThat(committed(LEFT)).isEqualTo(3);
    assertThat(registry.get("dead.letter.partitions.stalled").gauge().value()).isZero();
  }

  @Test
  void a_handlers_exception_ends_the_run_with_what_came_before_committed() {
    given(LEFT, Topics.amount(1), Topics.amount(-1), Topics.amount(2));

    assertThatThrownBy(consumer::run).isInstanceOf(IllegalArgumentException.class);

    assertThat(done).containsExactly(1L);
    assertThat(client.closed()).isTrue();
    assertThat(committed(LEFT)).isOne();
  }

  @Test
  void a_refused_record_is_a_dead_letter() {
    given(LEFT, Topics.amount(0), Topics.amount(2));
    lastPoll();

    consumer.run();

    assertThat(buried).containsExactly(0L);
    assertThat(done).containsExactly(2L);
    assertThat(committed(LEFT)).isEqualTo(2);
  }

  @Test
  void closing_before_the_run_closes_the_client() {
    consumer.close();

    assertThat(client.closed()).isTrue();
    assertThatThrownBy(consumer::run).isInstanceOf(IllegalStateException.class);
  }

  private void handle(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount %d is negative".formatted(amount));
    }
    if (amount == 0) {
      throw new RecordHandler.Refused("nothing to pay");
    }
    done.add(amount);
  }

  private void bury(ConsumerRecord<byte[], byte[]> record, Exception why) {
    if (refusing) {
      throw new DeadLetters.NotWritten(record, "dead-letters", why);
    }
    buried.add(record.offset());
  }

  /** What the log holds; the first poll of all is assigned it and returns it. */
  private void given(TopicPartition partition, byte[]... values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : values) {
      records.add(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), records.size(), null, value));
    }
    if (log.isEmpty()) {
      atPoll(
          () -> {
            client.rebalance(log.keySet());
            log.keySet().forEach(known -> client.updateBeginningOffsets(Map.of(known, 0L)));
            log.values().forEach(known -> known.forEach(client::addRecord));
          });
    }
    log.put(partition, records);
  }

  /** The mock drops what it returned once, a broker does not. */
  private void reread(TopicPartition partition) {
    Objects.requireNonNull(log.get(partition)).stream()
        .filter(record -> record.offset() >= client.position(partition))
        .forEach(client::addRecord);
  }

  private void atPoll(Runnable task) {
    client.schedulePollTask(task);
  }

  /** Closes from another thread, as its owner would. */
  private void lastPoll() {
    atPoll(() -> Thread.ofVirtual().start(consumer::close));
  }

  private long committed(TopicPartition partition) {
    return Objects.requireNonNull(committed.get(partition)).offset();
  }
}
