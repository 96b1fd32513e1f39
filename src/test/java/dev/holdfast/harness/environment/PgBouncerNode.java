package dev.holdfast.harness.environment;

import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.DockerImageName;

/**
 * Lends each arm a PgBouncer of its own: most settings are read at its start only, and the prepared
 * statements and parameters that it keeps of one arm are not to be met by the next.
 */
final class PgBouncerNode implements Node<PgBouncer> {
  private final Ground ground;
  private @Nullable DockerImageName image;
  private @Nullable PgBouncer lent;

  PgBouncerNode(Ground ground) {
    this.ground = ground;
  }

  @Override
  public void start() {
    image = Images.of("pgbouncer");
  }

  @Override
  public boolean running() {
    return image != null;
  }

  @Override
  public PgBouncer lease(String arm) {
    return lent = new PgBouncer(ground, java.util.Objects.requireNonNull(image), arm);
  }

  @Override
  public String logs() {
    return lent == null ? "" : lent.logs();
  }

  @Override
  public void close() {
    image = null;
  }
}
