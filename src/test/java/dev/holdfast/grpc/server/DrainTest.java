package dev.holdfast.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DrainTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final DrainInterceptor streams = new DrainInterceptor(meters);
  private final CountDownLatch called = new CountDownLatch(1);
  private final String name = InProcessServerBuilder.generateName();
  private final Server server =
      InProcessServerBuilder.forName(name)
          .addService(
              ServerServiceDefinition.builder("holdfast.Quotes")
                  .addMethod(Quotes.ASK, ServerCalls.asyncUnaryCall((_, _) -> called.countDown()))
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
  void an_idle_server_ends_at_once() {
    drain(LONG).run();

    assertThat(server.isTerminated()).isTrue();
    assertThat(drains("complete")).isOne();
  }

  @Test
  void a_call_that_never_ends_is_cut_at_the_limit() throws Exception {
    Future<StringValue> answer = ask();

    drain(SHORT).run();

    assertThat(server.isTerminated()).isTrue();
    assertThat(drains("cut")).isOne();
    assertThat(answer)
        .failsWithin(LONG)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isNotEqualTo(Status.Code.OK));
  }

  @Test
  void an_interrupted_drain_cuts_at_once_and_stays_interrupted() throws Exception {
    var _ = ask();

    Thread.currentThread().interrupt();
    drain(LONG).run();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(server.isShutdown()).isTrue();
    assertThat(drains("cut")).isOne();
  }

  @Test
  void a_limit_that_is_not_positive_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> drain(Duration.ZERO))
        .withMessageContaining("limit is 0 ms");
  }

  private Future<StringValue> ask() throws InterruptedException {
    var answer =
        ClientCalls.futureUnaryCall(
            channel.newCall(Quotes.ASK, CallOptions.DEFAULT), StringValue.of("EURCHF"));
    called.await();
    return answer;
  }

  private Drain drain(Duration limit) {
    return new Drain(server, new HealthStatusManager(), streams, limit, meters);
  }

  private long drains(String outcome) {
    return meters.get("grpc.server.drain").tag("outcome", outcome).timer().count();
  }
}
