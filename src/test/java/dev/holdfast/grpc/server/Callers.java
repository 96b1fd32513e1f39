package dev.holdfast.grpc.server;

import com.google.protobuf.StringValue;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import io.grpc.CallOptions;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * Callers that ask one quote after another, through one channel that spreads them over the servers.
 */
final class Callers implements AutoCloseable {
  /** No call takes this long unless a server swallowed it. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /** Callers whose every call is on the timeline; of the others, only the calls that failed. */
  private static final int SHOWN = 3;

  private final History history;
  private final NameResolverProvider servers;
  private final ManagedChannel channel;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Integer> served = new ConcurrentHashMap<>();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile boolean enough;

  Callers(int callers, List<Link> servers, History history) {
    this.history = history;
    this.servers = new Servers(servers);
    NameResolverRegistry.getDefaultRegistry().register(this.servers);
    // Without retries, which would hide what a server does to a call.
    this.channel =
        Grpc.newChannelBuilder(
                this.servers.getDefaultScheme() + ":///quotes", InsecureChannelCredentials.create())
            .defaultLoadBalancingPolicy("round_robin")
            .disableRetry()
            .build();
    for (int caller = 0; caller < callers; caller++) {
      String name = caller < SHOWN ? "caller-" + (caller + 1) : "others";
      boolean shown = caller < SHOWN;
      threads.execute(() -> ask(name, shown));
    }
  }

  int completed() {
    return served.values().stream().mapToInt(Integer::intValue).sum();
  }

  int failed() {
    return failed.get();
  }

  /** Waits until this server has answered so many calls from now on. */
  void awaitServed(String server, int calls) {
    int before = served.getOrDefault(server, 0);
    await(
        server + " serves",
        () -> {
          // A refusal makes the channel wait for a second; its server may be back by then.
          channel.resetConnectBackoff();
          return served.getOrDefault(server, 0) >= before + calls;
        });
  }

  /** Waits until so many calls were answered in all. */
  void awaitCompleted(int calls) {
    await(calls + " calls", () -> completed() >= calls);
  }

  @Override
  public void close() {
    enough = true;
    threads.close();
    Channels.close(List.of(channel), SETTLED);
    NameResolverRegistry.getDefaultRegistry().deregister(servers);
  }

  private void ask(String caller, boolean shown) {
    while (!enough) {
      History.Invocation invocation = history.invoke(caller, "ask");
      CallOptions within =
          CallOptions.DEFAULT.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      try {
        String server =
            ClientCalls.blockingUnaryCall(channel, Quotes.ASK, within, StringValue.of("EURCHF"))
                .getValue();
        served.merge(server, 1, Integer::sum);
        if (shown) {
          invocation.ok(server);
        }
      } catch (StatusRuntimeException e) {
        failed.incrementAndGet();
        invocation.failed(e.getMessage());
      }
    }
  }

  private static void await(String what, BooleanSupplier until) {
    Awaitility.await(what)
        .atMost(SETTLED)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(until::getAsBoolean);
  }

  /** Resolves to the links, under a scheme of its own. */
  private static final class Servers extends NameResolverProvider {
    private final List<EquivalentAddressGroup> addresses;

    Servers(List<Link> links) {
      addresses =
          links.stream()
              .map(link -> new InetSocketAddress(link.host(), link.port()))
              .map(EquivalentAddressGroup::new)
              .toList();
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
      return new NameResolver() {
        @Override
        public String getServiceAuthority() {
          return "quotes";
        }

        @Override
        public void start(Listener2 listener) {
          listener.onResult(
              ResolutionResult.newBuilder()
                  .setAddressesOrError(StatusOr.fromValue(addresses))
                  .build());
        }

        @Override
        public void shutdown() {}
      };
    }

    @Override
    public String getDefaultScheme() {
      return "servers";
    }

    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 5;
    }
  }
}
