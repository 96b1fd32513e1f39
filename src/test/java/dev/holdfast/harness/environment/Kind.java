package dev.holdfast.harness.environment;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** What a claim may ask for, the image behind it, and the node that lends it. */
enum Kind {
  POSTGRES(Postgres.class, "postgres", ground -> new PostgresNode("postgres", ground)),
  OLDER_POSTGRES(OlderPostgres.class, "postgres-older", OlderPostgresNode::new),
  PGBOUNCER(PgBouncer.class, "pgbouncer", PgBouncerNode::new),
  REPLICATION(Replication.class, "postgres", ReplicationNode::new),
  RESTORED_SERVERS(RestoredServers.class, "postgres", RestoredServersNode::new),
  TLS_POSTGRES(TlsPostgres.class, "postgres", TlsPostgresNode::new),
  REDIS(Redis.class, "redis", RedisNode::new),
  REDIS_SERVERS(RedisServers.class, "redis", RedisServersNode::new),
  KAFKA(Kafka.class, "kafka", KafkaNode::new),
  PROMETHEUS(Prometheus.class, "prometheus", PrometheusNode::new),
  PROCESSES(Processes.class, "java", ProcessesNode::new);

  private final Class<?> handle;
  private final String image;
  private final Function<Ground, Node<?>> node;

  Kind(Class<?> handle, String image, Function<Ground, Node<?>> node) {
    this.handle = handle;
    this.image = image;
    this.node = node;
  }

  static Optional<Kind> of(Class<?> handle) {
    return Arrays.stream(values()).filter(kind -> kind.handle == handle).findFirst();
  }

  String image() {
    return image;
  }

  Node<?> node(Ground ground) {
    return node.apply(ground);
  }
}
