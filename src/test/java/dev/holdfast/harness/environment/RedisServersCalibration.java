package dev.holdfast.harness.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Are Redis servers of an arm's own what they are asked to be, and can each be hit alone? */
@TestInstance(Lifecycle.PER_CLASS)
class RedisServersCalibration {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMillis(300);

  private final Environment environment = new Environment();
  private final RedisClient client = RedisClient.create();
  private RedisServers servers;

  @BeforeAll
  void startNode() {
    environment.start(List.of(RedisServers.class));
  }

  @BeforeEach
  void lend() {
    servers = (RedisServers) environment.lease(RedisServers.class, "calibration");
  }

  @AfterEach
  void giveBack() {
    servers.close();
  }

  @AfterAll
  void stopNode() {
    client.shutdown();
    environment.close();
  }

  @Test
  void a_replica_has_what_its_primary_was_told() {
    RedisServer primary = servers.start();
    RedisServer replica = servers.startReplicaOf(primary);
    primary.judge().sync().set("key", "value");
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(replica.judge().sync().get("key")).isEqualTo("value"));
    assertThatThrownBy(() -> replica.judge().sync().set("key", "other"))
        .hasMessageContaining("READONLY");
  }

  @Test
  void options_are_those_that_were_asked_for() {
    RedisServer server = servers.start("--maxmemory", "20mb", "--cluster-enabled", "yes");
    assertThat(server.judge().sync().configGet("maxmemory"))
        .containsEntry("maxmemory", String.valueOf(20L << 20));
    assertThat(server.judge().sync().info("cluster")).contains("cluster_enabled:1");
  }

  @Test
  void one_that_is_killed_and_started_again_has_forgotten_all_and_its_neighbour_nothing() {
    RedisServer victim = servers.start();
    RedisServer neighbour = servers.start();
    for (RedisServer server : List.of(victim, neighbour)) {
      server.judge().sync().set("key", "value");
    }
    victim.signal("SIGKILL");
    victim.restart();
    assertThat(victim.judge().sync().get("key")).isNull();
    assertThat(neighbour.judge().sync().get("key")).isEqualTo("value");
  }

  @Test
  void one_that_is_frozen_answers_once_it_is_resumed() {
    RedisServer victim = servers.start();
    try (StatefulRedisConnection<String, String> connection = client.connect(victim.uri())) {
      connection.setTimeout(QUIET);
      victim.pause();
      assertThatThrownBy(() -> connection.sync().ping())
          .isInstanceOf(RedisCommandTimeoutException.class);
      victim.resume();
      connection.setTimeout(SOON);
      assertThat(connection.sync().ping()).isEqualTo("PONG");
    }
  }

  @Test
  void a_connection_that_is_left_open_is_complained_about() {
    RedisServer server = servers.start();
    try (StatefulRedisConnection<String, String> left = client.connect(server.uri())) {
      assertThat(left.isOpen()).isTrue();
      assertThatThrownBy(() -> servers.close()).hasMessageContaining("left open to Redis");
    }
    servers = (RedisServers) environment.lease(RedisServers.class, "calibration");
  }
}
