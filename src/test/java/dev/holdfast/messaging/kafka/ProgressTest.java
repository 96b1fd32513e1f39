package dev.holdfast.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final TopicPartition LEFT = new TopicPartition("orders", 0);
  private static final TopicPartition RIGHT = new TopicPartition("orders", 1);
  private static final Duration FIRST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMillis(35);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // about to overflow
  private final Progress progress = new Progress(FIRST, LONGEST, nanos::get);

  @Test
  void the_offset_behind_the_last_settled_record_may_be_committed() {
    settle(LEFT, 6);
    settle(LEFT, 9); // compaction leaves gaps
    settle(RIGHT, 0);

    assertThat(progress.uncommitted())
        .isEqualTo(Map.of(LEFT, new OffsetAndMetadata(10), RIGHT, new OffsetAndMetadata(1)));
  }

  @Test
  void a_record_that_cannot_be_settled_moves_no_offset() {
    settle(LEFT, 6);
    progress.stalled(LEFT);

    assertThat(progress.uncommitted()).isEqualTo(Map.of(LEFT, new OffsetAndMetadata(7)));
  }

  @Test
  void what_was_committed_is_not_committed_again() {
    settle(LEFT, 6);
    progress.committed(progress.uncommitted());

    assertThat(progress.uncommitted()).isEmpty();
  }

  @Test
  void a_partition_is_taken_once_and_not_before_its_wait_is_over() {
    progress.stalled(LEFT);
    assertThat(progress.takeDue()).isEmpty();

    pass(FIRST.minusNanos(1));
    assertThat(progress.takeDue()).isEmpty();

    pass(Duration.ofNanos(1));
    assertThat(progress.takeDue()).containsExactly(LEFT);
    assertThat(progress.takeDue()).isEmpty();
    assertThat(progress.stalls()).isOne();
  }

  @Test
  void each_wait_is_twice_the_one_before_up_to_the_longest() {
    for (Duration wait : List.of(FIRST, FIRST.multipliedBy(2), LONGEST, LONGEST)) {
      progress.stalled(LEFT);
      pass(wait.minusNanos(1));
      assertThat(progress.takeDue()).isEmpty();
      pass(Duration.ofNanos(1));
      assertThat(progress.takeDue()).containsExactly(LEFT);
    }
  }

  @Test
  void a_settled_record_ends_the_waiting_and_resets_its_length() {
    progress.stalled(LEFT);
    progress.stalled(LEFT);
    settle(LEFT, 6);
    assertThat(progress.stalls()).isZero();

    progress.stalled(LEFT);
    pass(FIRST);
    assertThat(progress.takeDue()).containsExactly(LEFT);
  }

  @Test
  void a_partition_that_was_taken_away_is_forgotten_and_the_others_are_not() {
    settle(LEFT, 6);
    settle(RIGHT, 6);
    progress.stalled(LEFT);
    progress.stalled(RIGHT);
    progress.onPartitionsRevoked(List.of(LEFT));
    pass(LONGEST);

    assertThat(progress.takeDue()).containsExactly(RIGHT);
    assertThat(progress.uncommitted()).containsOnlyKeys(RIGHT);
  }

  private void settle(TopicPartition partition, long offset) {
    progress.settled(
        partition,
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "key", "value"));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
