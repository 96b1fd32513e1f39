package dev.holdfast.caching.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import java.time.Duration;

/**
 * Settings of a driver with which a Redis that is away costs its callers nothing: what is asked
 * without a connection is refused at once, instead of waiting in a queue for its time-out and being
 * run when nobody waits for it any more.
 *
 * <p>The driver goes on connecting behind it. Limits: the first calls, until it knows that the
 * connection is gone, take up to the time-out; a Redis that is slow, or silent on a connection that
 * stays up, costs a time-out each call, see {@link CallBreaker}; what was on its way when the
 * connection went fails, and may have been done. How much it saves depends on how Redis is gone:
 * where new connections are closed at once instead of left unanswered, Lettuce 7.7.0 refuses most
 * calls at once without these settings too.
 *
 * @param answer how long a command may take
 * @param connect how long a connection may take to be made
 */
public record FailFast(Duration answer, Duration connect) {
  public FailFast {
    if (answer.toMillis() < 1 || connect.toMillis() < 1) {
      throw new IllegalArgumentException(
          "answer is %s, connect is %s; both must be at least 1 ms".formatted(answer, connect));
    }
  }

  /** For {@code RedisClient.setOptions}. */
  public ClientOptions options() {
    return ClientOptions.builder()
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .timeoutOptions(TimeoutOptions.enabled(answer))
        .socketOptions(SocketOptions.builder().connectTimeout(connect).build())
        .build();
  }
}
