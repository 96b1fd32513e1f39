package dev.holdfast.grpc.server;

import dev.holdfast.harness.environment.AppProcess;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server under test, the same in every arm but for how it ends. */
final class QuoteServer {
  static final int PORT = 50051;

  private static final Pattern OPEN = Pattern.compile("SIGTERM with (\\d+) open calls");

  private final AtomicInteger open = new AtomicInteger();
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  QuoteServer(String name, ServerInterceptor... interceptors) {
    NettyServerBuilder builder =
        NettyServerBuilder.forPort(PORT, InsecureServerCredentials.create())
            .addService(Quotes.servedBy(name))
            .addService(health.getHealthService());
    for (ServerInterceptor interceptor : interceptors) {
      builder.intercept(interceptor);
    }
    // The last one added is the first that a call meets: it counts what the transport has open.
    this.server = builder.intercept(new OpenCalls()).build();
  }

  Server server() {
    return server;
  }

  HealthStatusManager health() {
    return health;
  }

  /**
   * Serves until SIGTERM, then says how many calls are open, and ends.
   *
   * @param out what the spec reads of the process
   */
  void serve(PrintStream out, Runnable ending) throws IOException, InterruptedException {
    Thread hook =
        new Thread(
            () -> {
              out.println("SIGTERM with " + open + " open calls");
              ending.run();
            });
    Runtime.getRuntime().addShutdownHook(hook);
    server.start();
    out.println(AppProcess.READY);
    server.awaitTermination();
  }

  /** What the server said at its SIGTERM; 0 when it said nothing. */
  static int openAtSigterm(String log) {
    Matcher line = OPEN.matcher(log);
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }

  private final class OpenCalls implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      open.incrementAndGet();
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onComplete() {
          open.decrementAndGet();
          super.onComplete();
        }

        @Override
        public void onCancel() {
          open.decrementAndGet();
          super.onCancel();
        }
      };
    }
  }
}
