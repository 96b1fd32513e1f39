package dev.holdfast;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the specification covers: one constant a topic, named CHAPTER_TOPIC, in the order in which a
 * reader meets them.
 *
 * <p>A topic counts as proven once the ledger holds a proven claim for it; the site lists those
 * that have none yet.
 */
public enum Outline {
  POSTGRES_DRIVER("postgres", "driver", "configuration, custom types, tracing hooks [pgjdbc]"),
  POSTGRES_POOLING("postgres", "pooling", "in-process pool and PgBouncer, monitoring [HikariCP]"),
  POSTGRES_TYPED_SQL(
      "postgres", "typed-sql", "CTE, window functions, dynamic queries, batch [jOOQ]"),
  POSTGRES_MIGRATION(
      "postgres",
      "migration",
      "zero-downtime: safe patterns, expand and contract, linting [Flyway]"),
  POSTGRES_PERFORMANCE("postgres", "performance", "EXPLAIN ANALYZE, indexes, pg_stat_statements"),
  POSTGRES_AVAILABILITY("postgres", "availability", "read replicas, retry, circuit breaker"),
  POSTGRES_SECURITY("postgres", "security", "TLS, row-level security, secrets and their rotation"),
  POSTGRES_OBSERVABILITY("postgres", "observability", "Prometheus metrics, OpenTelemetry"),
  CACHING_REDIS(
      "caching", "redis", "connection, operations, pipelining, transactions, Pub/Sub [Lettuce]"),
  CACHING_LOCKING("caching", "locking", "distributed locks, Redlock, fencing"),
  CACHING_IN_MEMORY(
      "caching", "in-memory", "local caches compared, and the choice [Caffeine and others]"),
  CACHING_ABSTRACTION("caching", "abstraction", "chain, loadable, metrics"),
  CACHING_PATTERNS("caching", "patterns", "cache-aside, read-through, write-through, write-behind"),
  CACHING_STAMPEDE("caching", "stampede", "stampede prevention"),
  CACHING_MULTI_LEVEL("caching", "multi-level", "L1 + L2 + invalidation"),
  CACHING_PRODUCTION(
      "caching", "production", "monitoring, serialization, GC cost, circuit breaker"),
  CACHING_EXAMPLES("caching", "examples", "Redis cache layer; multi-level cache; session storage"),
  MESSAGING_KAFKA(
      "messaging",
      "kafka",
      "producer, consumer, groups, production configuration, dead letter topic"),
  MESSAGING_RABBITMQ(
      "messaging",
      "rabbitmq",
      "exchanges, queues, bindings, confirms, prefetch, reconnection, DLX"),
  MESSAGING_NATS("messaging", "nats", "core, JetStream, push and pull, key-value store"),
  MESSAGING_REDIS_STREAMS(
      "messaging", "redis-streams", "XADD/XREAD, groups, acknowledgement, claiming"),
  MESSAGING_CHOOSING(
      "messaging", "choosing", "comparison table and decision chart, from measured verdicts"),
  MESSAGING_PATTERNS(
      "messaging", "patterns", "idempotency, graceful shutdown, retry, outbox, saga"),
  MESSAGING_PRODUCTION("messaging", "production", "metrics, trace propagation, health"),
  MESSAGING_EXAMPLES(
      "messaging",
      "examples",
      "order processing (Kafka); task queue (RabbitMQ); notifications (NATS)"),
  GRPC_SCHEMA("grpc", "schema", "protobuf API design, well-known types"),
  GRPC_TOOLING("grpc", "tooling", "buf: lint, breaking, generate, in the build"),
  GRPC_SERVER(
      "grpc", "server", "unary, client, server and bidirectional streaming, graceful shutdown"),
  GRPC_CLIENT("grpc", "client", "channels, streams, connection management"),
  GRPC_ERRORS("grpc", "errors", "context, deadlines, metadata, status codes, rich errors"),
  GRPC_INTERCEPTORS("grpc", "interceptors", "server and client, unary and stream, chains"),
  GRPC_GATEWAY("grpc", "gateway", "HTTP/JSON transcoding, OpenAPI"),
  GRPC_CONNECT("grpc", "connect", "Connect and gRPC-Web, HTTP/1.1, browsers"),
  GRPC_OPERATIONS("grpc", "operations", "health, reflection, grpcurl"),
  GRPC_SECURITY("grpc", "security", "TLS, mTLS, JWT"),
  GRPC_TESTING("grpc", "testing", "in-process servers, streams"),
  GRPC_PRODUCTION("grpc", "production", "metrics, tracing, load balancing, retry, keepalive"),
  GRPC_EXAMPLES("grpc", "examples", "user service; price streaming; gateway and REST"),
  OBSERVABILITY_LOGGING("observability", "logging", "structured logging compared, and the choice"),
  OBSERVABILITY_METRICS("observability", "metrics", "Prometheus"),
  OBSERVABILITY_TRACING(
      "observability", "tracing", "OpenTelemetry; Jaeger and Zipkin as back ends"),
  CONFIGURATION_LAYERS(
      "configuration", "layers", "files, environment, flags: precedence, binding, validation"),
  CONFIGURATION_RELOAD("configuration", "reload", "reloading, secrets"),
  CONTAINERS_IMAGES("containers", "images", "multi-stage builds, minimal images"),
  CONTAINERS_COMPOSE("containers", "compose", "several services together"),
  CONTAINERS_KUBERNETES("containers", "kubernetes", "probes, rolling update, shutdown");

  private final String chapter;
  private final String topic;
  private final String covers;

  Outline(String chapter, String topic, String covers) {
    this.chapter = chapter;
    this.topic = topic;
    this.covers = covers;
  }

  /** The chapters, each once, in reading order. */
  public static List<String> chapters() {
    return Arrays.stream(values()).map(Outline::chapter).distinct().toList();
  }

  public String chapter() {
    return chapter;
  }

  /** The topic as people read it, {@code typed-sql}. */
  public String topic() {
    return topic;
  }

  /** What the topic covers, in a few words. */
  public String covers() {
    return covers;
  }

  /** The package of the topic below the base package: {@code postgres.typedsql}. */
  public String packageName() {
    return chapter + "." + topic.replace("-", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Whether its code may stand in this package below the base package: its own or, of examples, one
   * of an application's own below that.
   */
  public boolean owns(String name) {
    String application = "examples".equals(topic) ? "(\\.[a-z]+)?" : "";
    return name.matches(packageName().replace(".", "\\.") + application);
  }

  /** The first two parts of the ids of its claims: {@code postgres.typed-sql}. */
  public String id() {
    return chapter + "." + topic;
  }
}
