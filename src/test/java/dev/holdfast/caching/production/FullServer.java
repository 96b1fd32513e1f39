package dev.holdfast.caching.production;

import dev.holdfast.harness.environment.RedisServer;
import dev.holdfast.harness.environment.RedisServers;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;

/** A Redis that evicts nothing, and that others can fill. */
record FullServer(RedisServer server) {
  /** An empty one needs one. */
  private static final String MEMORY = "8mb";

  private static final long MORE_THAN_THAT = 12_000_000; // bytes
  private static final String FILLER = "others";

  static FullServer start(RedisServers servers) {
    return new FullServer(servers.start("--maxmemory", MEMORY, "--maxmemory-policy", "noeviction"));
  }

  /** Others have written more than there is room for. */
  Fault filled(Faults faults) {
    return faults.begin(
        "the memory is full",
        server.name(),
        () -> {
          server.judge().sync().setrange(FILLER, MORE_THAN_THAT, "x");
          return () -> server.judge().sync().del(FILLER);
        });
  }

  /** Writes that the server has refused for want of memory, by its own count. */
  long refused() {
    return server
        .judge()
        .sync()
        .info("errorstats")
        .lines()
        .filter(line -> line.startsWith("errorstat_OOM:count="))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
        .sum();
  }
}
