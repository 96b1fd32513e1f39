package dev.holdfast.caching.production;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts data on a Redis whose memory ends in the way that the data can bear: a cache where entries
 * are evicted, locks and sessions where none is. To be asked at the start, which fails when there
 * is no such Redis, rather than when the first lock is missing.
 *
 * <p>A time to live is no protection: policies that evict only what has one take locks and sessions
 * first. Limits: a policy that is changed later is not noticed; whoever writes a cache's entries to
 * the other server all the same fills it, and is refused then, see {@link BestEffortCache}.
 *
 * <p>Costs: one INFO a server. Stateless. Errors are the driver's, and {@link
 * IllegalStateException}. Source: Redis' documentation, "Key eviction", on separate instances.
 */
public final class Placement {
  /** What becomes of data when memory ends. */
  public enum Use {
    /** Can be loaded again: makes room for what is newer, within a limit. */
    CACHE {
      @Override
      boolean suits(Memory memory) {
        return memory.limit() > 0 && memory.policy().startsWith("allkeys-");
      }

      @Override
      String needs() {
        return "a maxmemory above 0 and a policy that begins with allkeys-, try allkeys-lfu";
      }
    },

    /** Locks, sessions, counters, jobs: nothing else knows them. */
    RECORDS {
      @Override
      boolean suits(Memory memory) {
        return memory.policy().equals("noeviction");
      }

      @Override
      String needs() {
        return "the policy noeviction";
      }
    };

    abstract boolean suits(Memory memory);

    abstract String needs();
  }

  private Placement() {}

  /**
   * The first server that suits the use.
   *
   * @throws IllegalStateException when none does
   */
  public static <C extends StatefulRedisConnection<?, ?>> C first(Use use, List<C> servers) {
    for (C server : servers) {
      if (use.suits(Memory.of(server))) {
        return server;
      }
    }
    throw new IllegalStateException(
        "no Redis for %s: it needs %s; there are %s"
            .formatted(
                use,
                use.needs(),
                servers.stream()
                    .map(Memory::of)
                    .map(Memory::toString)
                    .collect(Collectors.toList())));
  }

  /**
   * What a server says of its memory.
   *
   * @param limit in bytes; 0 is none
   * @param policy what it does at the limit
   */
  record Memory(long limit, String policy) {
    static Memory of(StatefulRedisConnection<?, ?> server) {
      return parse(server.sync().info("memory"));
    }

    static Memory parse(String info) {
      return new Memory(Long.parseLong(value(info, "maxmemory")), value(info, "maxmemory_policy"));
    }

    private static String value(String info, String name) {
      return info.lines()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "INFO memory has no %s; is this Redis?".formatted(name)));
    }

    @Override
    public String toString() {
      return "maxmemory %d bytes with %s".formatted(limit, policy);
    }
  }
}
