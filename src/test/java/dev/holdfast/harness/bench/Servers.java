package dev.holdfast.harness.bench;

import dev.holdfast.harness.environment.Postgres;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** How a benchmark, in a process of its own, reaches the servers of its run. */
public final class Servers {
  private static final String HOST = "bench.postgres.host";
  private static final String PORT = "bench.postgres.port";
  private static final String DATABASE = "bench.postgres.database";
  private static final String USER = "bench.postgres.user";
  private static final String PASSWORD = "bench.postgres.password";

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

  /** What the process of a benchmark has to be told of a server. */
  static Map<String, String> told(AutoCloseable lease) {
    if (lease instanceof Postgres postgres) {
      return told(postgres.dataSource());
    }
    throw new IllegalArgumentException(
        "benchmarks cannot reach a %s yet; teach it to %s"
            .formatted(lease.getClass().getSimpleName(), Servers.class.getName()));
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

  private static String told(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException(
          property + " is not set: benchmarks are started by ci/bench, which names their servers");
    }
    return value;
  }
}
