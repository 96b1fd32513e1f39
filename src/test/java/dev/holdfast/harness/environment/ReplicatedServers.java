package dev.holdfast.harness.environment;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** A PostgreSQL and its streaming replica, each in a container of its own. */
final class ReplicatedServers {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final int WRITABLE = 0666; // for who is not its owner: it is copied as root's

  private final Box primary;
  private final Box replica;
  private final String connection;

  /**
   * @param cluster an image with a cluster that was never started
   * @param settings of the primary, {@code name=value}
   */
  ReplicatedServers(String name, DockerImageName cluster, Ground ground, List<String> settings) {
    String alias = name + "-primary";
    connection =
        "host=%s user=postgres password=%s application_name=replica"
            .formatted(alias, Postgres.PASSWORD);
    primary = server("primary", alias, cluster, ground, settings, "connections");
    replica =
        server(
                "replica",
                name + "-replica",
                cluster,
                ground,
                // It may be there first, and is to look for its primary again at once.
                List.of("wal_retrieve_retry_interval=100ms"),
                "read-only connections")
            .withCopyToContainer(Transferable.of(""), file("standby.signal"))
            .withCopyToContainer(
                // Not in the command, which ALTER SYSTEM could not change any more.
                Transferable.of("primary_conninfo = '%s'\n".formatted(connection), WRITABLE),
                file("postgresql.auto.conf"));
  }

  /** Both at once; returns when what the primary writes goes to the replica. */
  void start() {
    Startables.deepStart(primary, replica).join();
    for (Box server : List.of(primary, replica)) {
      on(server).awaitReady(READY);
    }
    awaitReceivers(1);
  }

  /** Whether the replica is to receive what the primary writes; returns when it is so. */
  void connectReplica(boolean connected) throws SQLException {
    on(replica)
        .execute("ALTER SYSTEM SET primary_conninfo = '%s'".formatted(connected ? connection : ""));
    on(replica).execute("SELECT pg_reload_conf()");
    awaitReceivers(connected ? 1 : 0);
  }

  private void awaitReceivers(int count) {
    await(
        "the primary streams to so many: " + count,
        () ->
            on(primary).number("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
                == count);
  }

  /**
   * Waits until the replica has all that the primary has written so far, unless it is detached, and
   * has replayed it, unless its replay is paused.
   */
  void awaitReplicated() throws SQLException {
    // Its commit flushes what others have written before: only that is sent.
    on(primary).execute("SELECT pg_logical_emit_message(true, 'holdfast', '')");
    long written = on(primary).number("SELECT pg_current_wal_flush_lsn() - '0/0'");
    await(
        "the replica is where its primary was",
        () ->
            on(replica)
                    .number(
                        """
                        SELECT count(*) WHERE NOT EXISTS (SELECT FROM pg_stat_wal_receiver)
                          OR pg_last_wal_receive_lsn() - '0/0' >= %1$d
                            AND (pg_is_wal_replay_paused()
                              OR pg_last_wal_replay_lsn() - '0/0' >= %1$d)"""
                            .formatted(written))
                == 1);
  }

  /** Its database that is always there: an arm's may have yet to arrive. */
  private static Postgres on(Box server) {
    return new Postgres(server, "postgres");
  }

  static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(condition);
  }

  boolean running() {
    return primary.isRunning() && replica.isRunning();
  }

  Box primary() {
    return primary;
  }

  Box replica() {
    return replica;
  }

  String logs() {
    return "== primary\n" + primary.tail() + "\n== replica\n" + replica.tail();
  }

  void stop() {
    Stream.of(replica, primary).parallel().forEach(Box::stop);
  }

  private static Box server(
      String name,
      String alias,
      DockerImageName cluster,
      Ground ground,
      List<String> settings,
      String accepts) {
    List<String> command = new ArrayList<>(List.of("postgres"));
    Stream.concat(
            Stream.of("listen_addresses=*", "fsync=off", "log_line_prefix=%m %d %a "),
            settings.stream())
        .forEach(setting -> command.addAll(List.of("-c", setting)));
    return new Box(name, alias, cluster, ground)
        .withExposedPorts(PostgresNode.PORT)
        .withCommand(command.toArray(String[]::new))
        .waitingFor(
            Wait.forLogMessage(".*database system is ready to accept " + accepts + ".*\\s", 1)
                .withStartupTimeout(READY));
  }

  private static String file(String name) {
    return ReplicationNode.CLUSTER + "/" + name;
  }
}
