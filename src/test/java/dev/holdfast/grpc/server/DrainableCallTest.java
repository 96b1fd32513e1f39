package dev.holdfast.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DrainableCallTest {
  private final SlowCall transport = new SlowCall();
  private final DrainableCall<StringValue, StringValue> call = new DrainableCall<>(transport);

  @Test
  void the_drain_waits_until_the_application_has_sent_its_message() throws Exception {
    Thread application = Thread.ofPlatform().start(() -> call.sendMessage(StringValue.of("word")));
    transport.sending.await();

    Thread drain = Thread.ofPlatform().start(() -> call.end(Status.UNAVAILABLE));
    Awaitility.await()
        .until(() -> drain.getState() == Thread.State.BLOCKED || transport.most.get() > 1);
    transport.go.countDown();
    application.join();
    drain.join();

    assertThat(transport.most).as("threads in a call that allows one").hasValue(1);
    assertThat(transport.seen).containsExactlyElementsOf(List.of("message", "UNAVAILABLE"));
  }

  @Test
  void only_the_first_end_reaches_the_client() {
    transport.go.countDown();

    assertThat(call.end(Status.UNAVAILABLE)).isTrue();
    assertThat(call.end(Status.UNAVAILABLE)).isFalse();
    call.close(Status.OK, new Metadata());
    call.sendMessage(StringValue.of("late"));

    assertThat(transport.seen).containsExactly("UNAVAILABLE");
  }

  @Test
  void a_call_that_the_application_closed_cannot_be_ended() {
    transport.go.countDown();

    call.close(Status.OK, new Metadata());

    assertThat(call.end(Status.UNAVAILABLE)).isFalse();
    assertThat(call.isCancelled()).isFalse();
    assertThat(transport.seen).containsExactly("OK");
  }

  /** Counts the threads in it, and holds them until they may go. */
  private static final class SlowCall extends ServerCall<StringValue, StringValue> {
    private final CountDownLatch sending = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    private void enter(String what) {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      sending.countDown();
      try {
        go.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      seen.add(what);
      inside.decrementAndGet();
    }

    @Override
    public void sendMessage(StringValue message) {
      enter("message");
    }

    @Override
    public void close(Status status, Metadata trailers) {
      enter(status.getCode().name());
    }

    @Override
    public void sendHeaders(Metadata headers) {
      enter("headers");
    }

    @Override
    public void request(int messages) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<StringValue, StringValue> getMethodDescriptor() {
      return Quotes.FOLLOW;
    }
  }
}
