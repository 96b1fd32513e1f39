package dev.holdfast.grpc.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends every open stream, health watches too, with a status of its own once the server drains, and
 * refuses new ones with the same. Unary calls are left alone: they end by themselves.
 *
 * <p>The application sees a stream that was ended here as cancelled. Its limit: a stream is told as
 * soon as the client's connection takes bytes; a client that has vanished is never told.
 *
 * <p>Make it the first interceptor that a call meets (the last one added to the server), so that
 * the others see the end. Meters: {@code grpc.server.streams.open}, {@code
 * grpc.server.streams.drained}.
 *
 * <p>Thread-safe.
 *
 * @see <a
 *     href="https://github.com/grpc/grpc-java/blob/master/api/src/main/java/io/grpc/Server.java">
 *     Server.shutdown(): existing calls continue</a>
 */
public final class DrainInterceptor implements ServerInterceptor {
  /** What a client of an open stream is told: it may open it again, which finds another server. */
  public static final Status DRAINING =
      Status.UNAVAILABLE.withDescription("draining: open the stream again, on another server");

  private final Set<DrainableCall<?, ?>> open = ConcurrentHashMap.newKeySet();
  private final Counter drained;
  private volatile boolean draining;

  public DrainInterceptor(MeterRegistry meters) {
    meters.gaugeCollectionSize("grpc.server.streams.open", Tags.empty(), open);
    this.drained = meters.counter("grpc.server.streams.drained");
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!streams(call.getMethodDescriptor().getType())) {
      return next.startCall(call, headers);
    }
    DrainableCall<Q, A> stream = new DrainableCall<>(call);
    // First registered, then looked: a drain that misses the registration is seen here.
    open.add(stream);
    if (draining) {
      tell(stream);
      open.remove(stream);
      return new ServerCall.Listener<>() {};
    }
    try {
      return new Ending<>(next.startCall(stream, headers), stream);
    } catch (RuntimeException | Error e) {
      open.remove(stream);
      throw e;
    }
  }

  /**
   * Ends all streams, now and from now on.
   *
   * @return how many were open
   */
  int drain() {
    draining = true;
    return (int) open.stream().filter(this::tell).count();
  }

  int open() {
    return open.size();
  }

  private boolean tell(DrainableCall<?, ?> stream) {
    boolean told = stream.end(DRAINING);
    if (told) {
      drained.increment();
    }
    return told;
  }

  /**
   * UNKNOWN is not among them: it may be unary, and a call lost is worse than a stream cut late.
   */
  private static boolean streams(MethodType type) {
    return type == MethodType.CLIENT_STREAMING
        || type == MethodType.SERVER_STREAMING
        || type == MethodType.BIDI_STREAMING;
  }

  /** Takes a call off the list when it has ended, and tells the application who ended it. */
  private final class Ending<Q> extends SimpleForwardingServerCallListener<Q> {
    private final DrainableCall<Q, ?> stream;

    Ending(ServerCall.Listener<Q> application, DrainableCall<Q, ?> stream) {
      super(application);
      this.stream = stream;
    }

    @Override
    public void onComplete() {
      open.remove(stream);
      if (stream.endedByDrain()) {
        // "Complete" would say that the application's own last word arrived.
        super.onCancel();
      } else {
        super.onComplete();
      }
    }

    @Override
    public void onCancel() {
      open.remove(stream);
      super.onCancel();
    }
  }
}
