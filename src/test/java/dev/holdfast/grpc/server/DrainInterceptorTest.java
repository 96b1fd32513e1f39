package dev.holdfast.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DrainInterceptorTest {
  private static final MethodDescriptor<StringValue, StringValue> UNARY =
      method("Unary", MethodType.UNARY);
  private static final MethodDescriptor<StringValue, StringValue> STREAM =
      method("Stream", MethodType.SERVER_STREAMING);
  private static final StringValue WORD = StringValue.of("word");

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final DrainInterceptor streams = new DrainInterceptor(meters);

  /** The application's ends of the calls, as it got them. */
  private final CompletableFuture<StreamObserver<StringValue>> unary = new CompletableFuture<>();

  private final CompletableFuture<ServerCallStreamObserver<StringValue>> stream =
      new CompletableFuture<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final String name = InProcessServerBuilder.generateName();
  private final Server server =
      InProcessServerBuilder.forName(name)
          .addService(
              ServerServiceDefinition.builder("Test")
                  .addMethod(UNARY, ServerCalls.asyncUnaryCall((_, app) -> unary.complete(app)))
                  .addMethod(STREAM, ServerCalls.asyncServerStreamingCall((_, app) -> keep(app)))
                  .build())
          .intercept(streams)
          .build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void an_open_stream_ends_with_the_drains_own_status() {
    Iterator<StringValue> answers = openStream();

    assertThat(streams.drain()).isOne();

    assertDraining(answers);
  }

  @Test
  void a_stream_that_comes_after_the_drain_is_refused_with_the_same_status() {
    streams.drain();

    assertDraining(
        ClientCalls.blockingServerStreamingCall(channel, STREAM, CallOptions.DEFAULT, WORD));

    assertThat(stream).as("the application").isNotDone();
    assertThat(streams.open()).isZero();
  }

  @Test
  void a_unary_call_in_flight_is_answered_after_the_drain() throws Exception {
    Future<StringValue> answer =
        ClientCalls.futureUnaryCall(channel.newCall(UNARY, CallOptions.DEFAULT), WORD);
    StreamObserver<StringValue> application = unary.get();

    assertThat(streams.drain()).isZero();
    application.onNext(WORD);
    application.onCompleted();

    assertThat(answer.get()).isEqualTo(WORD);
  }

  @Test
  void the_application_sees_the_stream_as_cancelled_once() throws Exception {
    openStream();
    assertThat(stream.get().isCancelled()).isFalse();

    streams.drain();

    assertThat(stream.get().isCancelled()).isTrue();
    assertThat(end.get()).isEqualTo("cancelled");
  }

  @Test
  void what_the_application_sends_after_the_drain_is_dropped() throws Exception {
    Iterator<StringValue> answers = openStream();

    streams.drain();
    stream.get().onNext(WORD);
    stream.get().onCompleted();

    assertDraining(answers);
  }

  @Test
  void a_stream_that_the_application_completed_is_not_told() throws Exception {
    Iterator<StringValue> answers = openStream();
    stream.get().onCompleted();
    assertThat(answers.hasNext()).isFalse();
    assertThat(end.get()).isEqualTo("completed");

    assertThat(streams.drain()).isZero();
  }

  @Test
  void the_meters_show_open_and_drained_streams() {
    openStream();
    assertThat(meters.get("grpc.server.streams.open").gauge().value()).isOne();

    streams.drain();

    assertThat(meters.get("grpc.server.streams.drained").counter().count()).isOne();
    Awaitility.await().untilAsserted(() -> assertThat(streams.open()).isZero());
  }

  /** Opens a stream and reads its first answer, so that it is open at both ends. */
  private Iterator<StringValue> openStream() {
    Iterator<StringValue> answers =
        ClientCalls.blockingServerStreamingCall(channel, STREAM, CallOptions.DEFAULT, WORD);
    assertThat(answers.next()).isEqualTo(WORD);
    return answers;
  }

  private void keep(StreamObserver<StringValue> client) {
    var application = (ServerCallStreamObserver<StringValue>) client;
    application.setOnCancelHandler(() -> end.complete("cancelled"));
    application.setOnCloseHandler(() -> end.complete("completed"));
    application.onNext(WORD);
    stream.complete(application);
  }

  private static void assertDraining(Iterator<StringValue> answers) {
    Status seen = catchThrowableOfType(StatusRuntimeException.class, answers::hasNext).getStatus();
    assertThat(seen.getCode()).isEqualTo(DrainInterceptor.DRAINING.getCode());
    assertThat(seen.getDescription()).isEqualTo(DrainInterceptor.DRAINING.getDescription());
  }

  private static MethodDescriptor<StringValue, StringValue> method(String name, MethodType type) {
    var message = ProtoUtils.marshaller(StringValue.getDefaultInstance());
    return MethodDescriptor.newBuilder(message, message)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("Test", name))
        .build();
  }
}
