package dev.holdfast.harness.environment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Makes pairs of a PostgreSQL and its streaming replica in a second each.
 *
 * <p>A cluster is made once per run and kept as an image. Both sides of every pair begin as that
 * cluster, which was never started: a replica needs no copy of a primary that runs, nor the
 * programs to take one, which not every image has.
 */
final class ReplicationNode implements Node<Replication> {
  /** Of an image that goes with everything else that carries the run's label. */
  private static final String REPOSITORY = "holdfast-cluster";

  /** Outside of the volumes that the image declares: a volume is not kept in an image. */
  static final String CLUSTER = "/tmp/cluster";

  private static final String INITDB =
      """
      initdb --no-sync --username=postgres --pwfile=<(echo %s) &&
      printf '%%s\\n' 'host all postgres all trust' 'host all all all scram-sha-256' \\
        'host replication all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
      """
          .formatted(Postgres.PASSWORD);

  private final Ground ground;
  private final List<ReplicatedServers> started = new CopyOnWriteArrayList<>();
  private final Map<List<String>, Future<ReplicatedServers>> spares = new HashMap<>();
  private final AtomicInteger pairs = new AtomicInteger();
  private @Nullable DockerImageName cluster;
  private @Nullable ReplicatedServers shared;

  ReplicationNode(Ground ground) {
    this.ground = ground;
  }

  @Override
  public void start() {
    try (Box maker =
        new Box("cluster", Images.of("postgres"), ground)
            .withEnv("PGDATA", CLUSTER)
            .withCreateContainerCmdModifier(command -> command.withUser("postgres"))
            .withCommand("bash", "-c", INITDB)
            .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
      maker.start();
      var _ =
          maker
              .getDockerClient()
              .commitCmd(maker.getContainerId())
              .withRepository(REPOSITORY)
              .withTag(ground.owner().run())
              .withLabels(ground.owner().labels())
              .exec();
    }
    cluster = DockerImageName.parse(REPOSITORY).withTag(ground.owner().run());
  }

  @Override
  public boolean running() {
    return cluster != null;
  }

  @Override
  public Replication lease(String arm) {
    return new Replication(this, arm);
  }

  /** The pair that every arm may use which does not break it; replaced when it is broken. */
  synchronized ReplicatedServers shared() {
    if (shared == null || !shared.running()) {
      if (shared != null) {
        stop(shared);
      }
      shared = start(List.of());
    }
    return shared;
  }

  /**
   * A pair that nobody else uses. The next one with the same settings is started meanwhile: an arm
   * that asks for a pair is seldom the only one.
   *
   * @param settings of the primary: {@code synchronous_standby_names=*}
   */
  synchronized ReplicatedServers own(List<String> settings) {
    Future<ReplicatedServers> spare = spares.remove(settings);
    ReplicatedServers servers = spare == null ? start(settings) : started(spare);
    spares.put(settings, ground.aside().submit(() -> start(settings)));
    return servers;
  }

  private static ReplicatedServers started(Future<ReplicatedServers> spare) {
    try {
      return spare.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the arm's pair could not be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the arm's pair was started", e);
    }
  }

  private ReplicatedServers start(List<String> settings) {
    if (cluster == null) {
      throw new IllegalStateException("the cluster that pairs begin as was not made");
    }
    String name = "pair-" + pairs.incrementAndGet(); // on the network
    ReplicatedServers servers = new ReplicatedServers(name, cluster, ground, settings);
    started.add(servers);
    servers.start();
    return servers;
  }

  void stop(ReplicatedServers servers) {
    started.remove(servers);
    ground.aside().execute(servers::stop);
  }

  @Override
  public String logs() {
    return started.stream().map(ReplicatedServers::logs).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    started.parallelStream().forEach(ReplicatedServers::stop);
  }
}
