package dev.holdfast.harness.bench;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.RedisURI;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** How a benchmark, in a process of its own, reaches the servers of its run. */
public final class Servers {
  private static final String HOST = "bench.postgres.host";
  private static final String PORT = "bench.postgres.port";
  private static final String DATABASE = "bench.postgres.database";
  private static final String USER = "bench.postgres.user";
  private static final String PASSWORD = "bench.postgres.password";
  private static final String REDIS_HOST = "bench.redis.host";
  private static final String REDIS_PORT = "bench.redis.port";

  private Servers() {}

  /** Unpooled connections to the comparison's database, which is empty when it begins. */
  public static PGSimpleDataSource postgres() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {told(HOST)});
    source.setPortNumbers(new int[] {Integer.parseInt(told(PORT))});
    source.setDatabaseName(told(DATABASE));
    source.setUser(told(USER));
    source.setPassword(told(PASSWORD));
    return source;
  }

  /** The comparison's Redis, which is empty when it begins. */
  public static RedisURI redis() {
    return RedisURI.create(told(REDIS_HOST), Integer.parseInt(told(REDIS_PORT)));
  }

  /** What the process of a benchmark has to be told of a server. */
  static Map<String, String> told(AutoCloseable lease) {
    return switch (lease) {
      case Postgres postgres -> told(postgres.dataSource());
      case Redis redis -> told(redis.uri());
      default ->
          throw new IllegalArgumentException(
              "benchmarks cannot reach a %s yet; teach it to %s"
                  .formatted(lease.getClass().getSimpleName(), Servers.class.getName()));
    };
  }

  static Map<String, String> told(PGSimpleDataSource source) {
    return Map.of(
        HOST,
        source.getServerNames()[0],
        PORT,
        String.valueOf(source.getPortNumbers()[0]),
        DATABASE,
        String.valueOf(source.getDatabaseName()),
        USER,
        String.valueOf(source.getUser()),
        PASSWORD,
        String.valueOf(source.getPassword()));
  }

  static Map<String, String> told(RedisURI uri) {
    return Map.of(REDIS_HOST, uri.getHost(), REDIS_PORT, String.valueOf(uri.getPort()));
  }

  private static String told(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException(
          property + " is not set: benchmarks are started by ci/bench, which names their servers");
    }
    return value;
  }
}
