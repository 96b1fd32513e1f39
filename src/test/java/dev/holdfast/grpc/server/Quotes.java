package dev.holdfast.grpc.server;

import com.google.protobuf.StringValue;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The service that the servers under test serve, written by hand: its messages are well-known
 * types.
 */
final class Quotes {
  private static final String SERVICE = "holdfast.Quotes";

  /**
   * Long beside the time from a SIGTERM to the end of a JVM that does not wait, on a busy host too:
   * most of what is in flight at the one is in flight at the other.
   */
  static final Duration HANDLING = Duration.ofMillis(200);

  /** Asks for one quote; the answer names the server. */
  static final MethodDescriptor<StringValue, StringValue> ASK = method("Ask", MethodType.UNARY);

  /** Follows an instrument: answers each message at once, and ends when the client does. */
  static final MethodDescriptor<StringValue, StringValue> FOLLOW =
      method("Follow", MethodType.BIDI_STREAMING);

  private Quotes() {}

  static ServerServiceDefinition servedBy(String server) {
    ScheduledExecutorService later =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    StringValue answer = StringValue.of(server);
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            ASK,
            ServerCalls.asyncUnaryCall(
                (_, client) -> {
                  var _ =
                      later.schedule(
                          () -> {
                            client.onNext(answer);
                            client.onCompleted();
                          },
                          HANDLING.toMillis(),
                          TimeUnit.MILLISECONDS);
                }))
        .addMethod(FOLLOW, ServerCalls.asyncBidiStreamingCall(client -> new Echo(client, answer)))
        .build();
  }

  private static MethodDescriptor<StringValue, StringValue> method(String name, MethodType type) {
    var message = ProtoUtils.marshaller(StringValue.getDefaultInstance());
    return MethodDescriptor.newBuilder(message, message)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .build();
  }

  private record Echo(StreamObserver<StringValue> client, StringValue answer)
      implements StreamObserver<StringValue> {
    @Override
    public void onNext(StringValue instrument) {
      client.onNext(answer);
    }

    @Override
    public void onCompleted() {
      client.onCompleted();
    }

    @Override
    public void onError(Throwable gone) {
      // The client has gone, or was told to: there is nobody left to answer.
    }
  }
}
