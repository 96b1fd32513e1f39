package dev.holdfast.grpc.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that somebody beside the application may end. What the application still sends then is
 * dropped, and it sees the call as cancelled.
 *
 * <p>Thread-safe towards the call it wraps, which is not: the two who may end it take turns.
 */
final class DrainableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  private boolean closed;
  private volatile boolean endedByDrain;

  DrainableCall(ServerCall<Q, A> call) {
    super(call);
  }

  /**
   * Ends the call unless it has ended.
   *
   * @return whether this ended it
   */
  synchronized boolean end(Status status) {
    if (closed) {
      return false;
    }
    closed = true;
    endedByDrain = true;
    delegate().close(status, new Metadata());
    return true;
  }

  boolean endedByDrain() {
    return endedByDrain;
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!endedByDrain) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(A message) {
    if (!endedByDrain) {
      super.sendMessage(message);
    }
  }

  @Override
  public synchronized void close(Status status, Metadata trailers) {
    if (!endedByDrain) {
      closed = true;
      super.close(status, trailers);
    }
  }

  @Override
  public boolean isReady() {
    return !endedByDrain && super.isReady();
  }

  @Override
  public boolean isCancelled() {
    return endedByDrain || super.isCancelled();
  }
}
