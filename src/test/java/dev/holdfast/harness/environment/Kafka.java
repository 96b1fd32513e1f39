package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Topics and lanes of an arm's own on the Kafka broker of the run. */
public final class Kafka implements AutoCloseable {
  private static final int WITHIN_SECONDS = 10;

  private final String arm;
  private final Link harness;
  private final Admin admin;
  private final KafkaNode node;
  private final List<Link> lent = new ArrayList<>();
  private final List<String> topics = new ArrayList<>();

  /**
   * @param harness the lane that is never hit, and that {@code admin} goes by
   */
  Kafka(String arm, Link harness, Admin admin, KafkaNode node) {
    this.arm = arm;
    this.harness = harness;
    this.admin = admin;
    this.node = node;
  }

  /**
   * The harness's own way in, which no fault hits: for set-up, judging, and clients that are not to
   * be hit.
   */
  public String bootstrap() {
    return harness.address();
  }

  /**
   * A way in of its own: a client that bootstraps from its address stays on it, so that its path
   * alone can be broken.
   */
  public Link lane() {
    Link lane = node.open(lent.size() + 1);
    lent.add(lane);
    return lane;
  }

  /** Creates a topic that no other arm uses, and returns its name. */
  public String topic(String name, int partitions, Map<String, String> configuration) {
    String topic = arm + "-" + name;
    await(
        admin
            .createTopics(
                List.of(new NewTopic(topic, partitions, (short) 1).configs(configuration)))
            .all());
    topics.add(topic);
    return topic;
  }

  /** A name, for a group or a client, that no other arm uses. */
  public String name(String name) {
    return arm + "-" + name;
  }

  /** Sets one property of a topic; the broker acts on it within some 100 ms. */
  public void configure(String topic, String property, String value) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Collection<AlterConfigOp> change =
        List.of(new AlterConfigOp(new ConfigEntry(property, value), AlterConfigOp.OpType.SET));
    await(admin.incrementalAlterConfigs(Map.of(resource, change)).all());
  }

  /** The offset that the next record of a partition will get. */
  public long end(String topic, int partition) {
    TopicPartition key = new TopicPartition(topic, partition);
    return await(admin.listOffsets(Map.of(key, OffsetSpec.latest())).partitionResult(key)).offset();
  }

  /** The offset that a group has committed for a partition; −1 where it has committed none. */
  public long committed(String group, String topic, int partition) {
    var offset =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
            .get(new TopicPartition(topic, partition));
    return offset == null ? -1 : offset.offset();
  }

  /** Ends the lease: deletes the arm's topics, closes its lanes with every connection on them. */
  @Override
  public void close() {
    try {
      await(admin.deleteTopics(topics).all());
    } finally {
      lent.forEach(node::shut);
    }
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka did not do what the harness asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Kafka", e);
    }
  }
}
