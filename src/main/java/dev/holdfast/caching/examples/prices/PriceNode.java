package dev.holdfast.caching.examples.prices;

import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.caching.examples.Figures;
import dev.holdfast.caching.examples.Schema;
import dev.holdfast.caching.multilevel.InvalidationChannel;
import dev.holdfast.caching.multilevel.InvalidationFeed;
import dev.holdfast.caching.multilevel.MultiLevelCache;
import dev.holdfast.caching.multilevel.NearCache;
import dev.holdfast.caching.multilevel.PushLink;
import dev.holdfast.caching.multilevel.PushLinkOptions;
import dev.holdfast.caching.multilevel.Versioned;
import dev.holdfast.caching.multilevel.VersionedStore;
import dev.holdfast.caching.redis.FailFast;
import dev.holdfast.caching.stampede.SingleFlight;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/**
 * One process's part of the prices: all that its service stands on. Data and invalidations go by
 * connections of their own. It needs database and Redis to start.
 */
final class PriceNode implements AutoCloseable {
  static final String CHANNEL = "prices:written";
  static final Duration KEPT = Duration.ofMinutes(10);

  /** What ends a stale entry whose invalidation nobody sent: its writer died in between. */
  private static final Duration NEAR = Duration.ofMinutes(1);

  private static final int ROOM = 10_000;
  private static final int CONNECTIONS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(5); // for a connection, and a query
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);
  private static final FailFast REDIS = new FailFast(Duration.ofMillis(500), Duration.ofSeconds(1));

  /**
   * A dead link is noticed within 450 ms: the rest of {@link PriceService#BOUND} is for a pause.
   */
  private static final PushLinkOptions PUSH =
      new PushLinkOptions(Duration.ofMillis(150), Duration.ofMillis(150));

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final HikariDataSource pool;
  private final RedisClient redis;
  private final ScheduledExecutorService beats;
  private final PushLink link;
  private final PriceTable table;
  private final MultiLevelCache cache;

  /**
   * @param database its URL, with user and password
   * @param data the way to Redis of reads and writes
   * @param push the way of invalidations; the same, where nothing stands in between
   * @param feed what is made of them on their way to the near cache
   */
  PriceNode(String database, RedisURI data, RedisURI push, UnaryOperator<InvalidationFeed> feed)
      throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.addDataSourceProperty("socketTimeout", PATIENCE.toSeconds());
    pool = new HikariDataSource(config);
    Schema.create(pool, PriceNode.class);
    table = new PriceTable(pool);
    redis = RedisClient.create();
    redis.setOptions(REDIS.options());
    StatefulRedisConnection<String, String> connection = redis.connect(data);
    var channel = new InvalidationChannel(CHANNEL, connection, redis, push);
    var near = new NearCache<Versioned>("prices", ROOM, NEAR, Ticker.systemTicker(), meters);
    cache =
        new MultiLevelCache(
            near,
            new VersionedStore(connection, KEPT),
            new SingleFlight<>("prices", meters),
            channel::publish);
    beats = Executors.newSingleThreadScheduledExecutor();
    link = new PushLink(feed.apply(channel), near, PUSH, beats, System::nanoTime, meters);
  }

  PriceTable table() {
    return table;
  }

  MultiLevelCache cache() {
    return cache;
  }

  Map<String, Double> figures() {
    return Figures.of(meters);
  }

  @Override
  public void close() {
    link.close();
    beats.shutdown();
    redis.shutdown(Duration.ZERO, CLOSED_WITHIN);
    pool.close();
  }
}
