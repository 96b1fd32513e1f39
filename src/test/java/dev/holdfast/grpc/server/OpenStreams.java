package dev.holdfast.grpc.server;

import com.google.protobuf.StringValue;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Clients with one stream each, on a connection each, that stay until they are told or leave. */
final class OpenStreams implements AutoCloseable {
  private static final Duration SETTLED = Duration.ofSeconds(5);

  private final History history;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Stream<?, ?>> streams = new ArrayList<>();

  OpenStreams(History history) {
    this.history = history;
  }

  /** Clients that follow an instrument: open both ways, so that neither end can leave alone. */
  void follow(String who, Link link, int clients) {
    open(who, link, clients, Quotes.FOLLOW, StringValue.of("EURCHF"));
  }

  /** Clients that watch the server's health. */
  void watch(String who, Link link, int clients) {
    open(who, link, clients, HealthGrpc.getWatchMethod(), HealthCheckRequest.getDefaultInstance());
  }

  /** Waits until the server has answered on every stream. */
  void awaitOpen() throws InterruptedException {
    for (Stream<?, ?> stream : streams) {
      if (!stream.answered.await(SETTLED.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("no answer on a stream within " + SETTLED);
      }
    }
  }

  /** Every client ends its stream by itself, and has seen its end. */
  void leave() throws InterruptedException {
    streams.forEach(Stream::leave);
    awaitEnds();
  }

  /** Waits until every stream has a status, at most so long, and counts those that have none. */
  int silentAfter(Duration limit) throws InterruptedException {
    awaitEnds(limit);
    return (int) streams.stream().filter(stream -> stream.status == null).count();
  }

  /** The streams that ended with this status, by code and description. */
  int endedBy(Status status) {
    return (int) streams.stream().filter(stream -> stream.endedBy(status)).count();
  }

  /** The streams that their clients ended. */
  int left() {
    return (int) streams.stream().filter(stream -> stream.left).count();
  }

  @Override
  public void close() {
    Channels.close(channels, SETTLED);
  }

  /** Waits until every stream has a status. */
  void awaitEnds() throws InterruptedException {
    awaitEnds(SETTLED);
  }

  private void awaitEnds(Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    for (Stream<?, ?> stream : streams) {
      if (!stream.ended.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private <Q> void open(
      String who, Link link, int clients, MethodDescriptor<Q, ?> method, Q request) {
    for (int client = 0; client < clients; client++) {
      ManagedChannel channel =
          Grpc.newChannelBuilderForAddress(
                  link.host(), link.port(), InsecureChannelCredentials.create())
              .build();
      channels.add(channel);
      streams.add(Stream.open(channel, method, request, history.invoke(who, "stream")));
    }
  }

  private static final class Stream<Q, A> extends ClientCall.Listener<A> {
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ClientCall<Q, A> call;
    private final History.Invocation invocation;
    private volatile @Nullable Status status;
    private volatile boolean left;

    private Stream(ClientCall<Q, A> call, History.Invocation invocation) {
      this.call = call;
      this.invocation = invocation;
    }

    static <Q, A> Stream<Q, A> open(
        ManagedChannel channel,
        MethodDescriptor<Q, A> method,
        Q request,
        History.Invocation invocation) {
      Stream<Q, A> stream = new Stream<>(channel.newCall(method, CallOptions.DEFAULT), invocation);
      stream.call.start(stream, new Metadata());
      stream.call.request(Integer.MAX_VALUE);
      stream.call.sendMessage(request);
      if (method.getType().clientSendsOneMessage()) {
        stream.call.halfClose();
      }
      return stream;
    }

    void leave() {
      left = true;
      call.cancel("leaves", null);
    }

    boolean endedBy(Status wanted) {
      Status seen = status;
      return seen != null
          && seen.getCode() == wanted.getCode()
          && String.valueOf(wanted.getDescription()).equals(seen.getDescription());
    }

    @Override
    public void onMessage(A message) {
      answered.countDown();
    }

    @Override
    public void onClose(Status seen, Metadata trailers) {
      status = seen;
      ended.countDown();
      if (seen.getCode() == DrainInterceptor.DRAINING.getCode() || left) {
        invocation.ok(seen.toString());
      } else {
        invocation.failed(seen.toString());
      }
    }
  }
}
