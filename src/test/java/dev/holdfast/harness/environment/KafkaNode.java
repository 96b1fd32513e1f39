package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Toxiproxy;
import dev.holdfast.harness.faults.Upstream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * One Kafka broker for all claims of a run. A broker tells its clients where to go on, so each way
 * in is a listener of its own that advertises a proxy: a lane. The first belongs to the harness and
 * is never hit; the others are lent to arms.
 */
final class KafkaNode implements Node<Kafka> {
  private static final int LANES = 5;
  private static final int FIRST_LANE_PORT = 19_001;
  private static final short API_VERSIONS = 18;
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);
  private static final Duration READY = Duration.ofSeconds(60);

  private final Box box;
  private final Toxiproxy toxiproxy;
  private final List<Integer> ports = new ArrayList<>();
  private @Nullable Link harness;
  private @Nullable Admin admin;

  KafkaNode(Ground ground) {
    toxiproxy = ground.toxiproxy().get();
    for (int lane = 0; lane < LANES; lane++) {
      ports.add(toxiproxy.reserve());
    }
    box =
        new Box("kafka", Images.of("kafka"), ground)
            .withEnv("KAFKA_NODE_ID", "1")
            .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
            .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
            .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
            .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "DIRECT")
            .withEnv(
                "KAFKA_LISTENERS",
                "DIRECT://:9092,CONTROLLER://:9093,"
                    + lanes(lane -> "://:" + (FIRST_LANE_PORT + lane)))
            .withEnv(
                "KAFKA_ADVERTISED_LISTENERS",
                "DIRECT://kafka:9092,"
                    + lanes(
                        lane -> "://" + toxiproxy.host() + ":" + toxiproxy.mapped(ports.get(lane))))
            .withEnv(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                "DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT," + lanes(lane -> ":PLAINTEXT"))
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1")
            .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
            .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
            .withEnv("KAFKA_HEAP_OPTS", "-Xmx512m -Xms256m")
            .waitingFor(
                Wait.forLogMessage(".*Kafka Server started.*\\s", 1).withStartupTimeout(READY));
  }

  @Override
  public void start() {
    box.start();
    harness = open(0);
    admin = Admin.create(Map.of("bootstrap.servers", harness.address()));
  }

  @Override
  public boolean running() {
    return box.isRunning();
  }

  @Override
  public Kafka lease(String arm) {
    return new Kafka(arm, Objects.requireNonNull(harness), Objects.requireNonNull(admin), this);
  }

  /** Opens a lane for an arm, counted from 1. */
  Link open(int lane) {
    if (lane >= LANES) {
      throw new IllegalStateException("all %d lanes of the broker are lent".formatted(LANES - 1));
    }
    return toxiproxy.open(
        ports.get(lane), new Upstream("kafka", "kafka", FIRST_LANE_PORT + lane, knock()));
  }

  /** Closes a lane with every connection on it. */
  void shut(Link lane) {
    toxiproxy.shut(lane);
  }

  /**
   * ApiVersions, version 0, which any client asks first: size, API key, version, correlation,
   * client.
   */
  private static Upstream.Knock knock() {
    byte[] client = "canary".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer ask = ByteBuffer.allocate(14 + client.length);
    ask.putInt(10 + client.length).putShort(API_VERSIONS).putShort((short) 0).putInt(1);
    ask.putShort((short) client.length).put(client);
    return new Upstream.Knock(ask.array(), 8);
  }

  @Override
  public String logs() {
    return box.tail();
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(CLOSED_WITHIN);
    }
    if (harness != null) {
      toxiproxy.shut(harness);
    }
    box.stop();
    ports.forEach(toxiproxy::giveBack);
  }

  private static String lanes(IntFunction<String> of) {
    return IntStream.range(0, LANES)
        .mapToObj(lane -> "LANE" + lane + of.apply(lane))
        .collect(Collectors.joining(","));
  }
}
