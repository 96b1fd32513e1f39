package dev.holdfast.harness.environment;

import java.time.Duration;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A PostgreSQL whose certificate and ways of login an arm may change: apart from the one that all
 * other claims share.
 */
final class TlsPostgresNode implements Node<TlsPostgres> {
  private static final Duration READY = Duration.ofSeconds(60);

  private final Box box;

  TlsPostgresNode(Ground ground) {
    box =
        new Box("postgres-tls", Images.of("postgres"), ground)
            .withExposedPorts(PostgresNode.PORT)
            .withEnv("POSTGRES_PASSWORD", Postgres.PASSWORD)
            .withCommand("postgres", "-c", "fsync=off", "-c", "log_line_prefix=%m %d %a ")
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
  public TlsPostgres lease(String arm) {
    return new TlsPostgres(box, new Postgres(box, arm).create());
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
