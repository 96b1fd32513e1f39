package dev.holdfast.messaging.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition is settled, and which of them wait before they try again.
 *
 * <p>A record is settled when it is done or its dead letter is acknowledged. Records of a partition
 * are settled in their order, so that the offset behind the last settled one is the lowest that is
 * not: the only one that may be committed. Pure but for the ticker; not thread-safe.
 */
final class Progress implements ConsumerRebalanceListener {
  private final Duration first;
  private final Duration longest;
  private final LongSupplier nanoTime;
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private final Map<TopicPartition, Stall> stalls = new HashMap<>();

  /**
   * A partition whose next record could not be settled: how long it waits this time, and until
   * when; over while tried again.
   */
  private record Stall(Duration backoff, long until, boolean over) {}

  /**
   * @param first how long a partition waits when its record cannot be settled; doubled with each
   *     further time
   * @param longest how long it waits at most
   */
  Progress(Duration first, Duration longest, LongSupplier nanoTime) {
    this.first = first;
    this.longest = longest;
    this.nanoTime = nanoTime;
  }

  /**
   * The record is done, or acknowledged as a dead letter; all before it in its partition were so
   * before.
   */
  void settled(TopicPartition partition, ConsumerRecord<?, ?> record) {
    stalls.remove(partition);
    uncommitted.put(
        partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
  }

  /** The partition's next record cannot be settled now: it waits, longer each time. */
  void stalled(TopicPartition partition) {
    Stall before = stalls.get(partition);
    Duration doubled = before == null ? first : before.backoff().multipliedBy(2);
    Duration backoff = doubled.compareTo(longest) < 0 ? doubled : longest;
    stalls.put(partition, new Stall(backoff, nanoTime.getAsLong() + backoff.toNanos(), false));
  }

  /** Takes the partitions that have waited long enough. */
  List<TopicPartition> takeDue() {
    long now = nanoTime.getAsLong();
    List<TopicPartition> due =
        stalls.entrySet().stream()
            .filter(stall -> !stall.getValue().over() && stall.getValue().until() - now <= 0)
            .map(Map.Entry::getKey)
            .toList();
    due.forEach(
        partition ->
            stalls.computeIfPresent(
                partition, (_, stall) -> new Stall(stall.backoff(), stall.until(), true)));
    return due;
  }

  /** How many partitions have a record that could not be settled so far. */
  int stalls() {
    return stalls.size();
  }

  /** What may be committed and is not yet. */
  Map<TopicPartition, OffsetAndMetadata> uncommitted() {
    return Map.copyOf(uncommitted);
  }

  /** These were committed. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(uncommitted::remove);
  }

  /**
   * Forgets partitions that go to another consumer of the group, which starts from what was
   * committed.
   */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    stalls.keySet().removeAll(partitions);
    uncommitted.keySet().removeAll(partitions);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
}
