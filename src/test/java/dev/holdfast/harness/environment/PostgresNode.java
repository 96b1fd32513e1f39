package dev.holdfast.harness.environment;

import java.time.Duration;
import java.util.Map;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** A PostgreSQL for all claims of a run; an arm gets a database of its own. */
final class PostgresNode implements Node<Postgres> {
  static final int PORT = 5432;
  private static final Duration READY = Duration.ofSeconds(60);
  private static final String MEMORY = "/memory";
  private static final String LOGINS = "/etc/postgresql-logins.conf";

  /** Most connections are the harness's own: what a password costs them is no part of any claim. */
  private static final String WHO_MAY_LOG_IN =
      """
      local all all trust
      host all postgres all trust
      host all all all scram-sha-256
      """;

  private final Box box;

  /**
   * @param image its name in {@code images.properties}, and the server's
   */
  PostgresNode(String image, Ground ground) {
    box =
        new Box(image, Images.of(image), ground)
            .withExposedPorts(PORT)
            .withEnv("POSTGRES_PASSWORD", Postgres.PASSWORD)
            // Durability across a crash of the host, or of this server, is nobody's claim here: a
            // database of an arm's own is made in memory, whatever the host's disk does meanwhile.
            .withTmpFs(Map.of(MEMORY, "rw"))
            .withEnv("PGDATA", MEMORY + "/data")
            .withCopyToContainer(Transferable.of(WHO_MAY_LOG_IN), LOGINS)
            // The rest stays as it comes.
            .withCommand(
                "postgres",
                "-c",
                "fsync=off",
                "-c",
                "max_wal_size=256MB",
                "-c",
                "hba_file=" + LOGINS,
                "-c",
                "log_line_prefix=%m %d %a ",
                // Counts statements for the databases that create its extension.
                "-c",
                "shared_preload_libraries=pg_stat_statements")
            .waitingFor(
                Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 1)
                    .withStartupTimeout(READY));
  }

  @Override
  public void start() {
    box.start();
    new Postgres(box, "postgres").awaitReady(READY);
  }

  @Override
  public boolean running() {
    return box.isRunning();
  }

  @Override
  public Postgres lease(String arm) {
    return new Postgres(box, arm).create();
  }

  @Override
  public String logs() {
    return box.tail();
  }

  @Override
  public void close() {
    box.stop();
  }
}
