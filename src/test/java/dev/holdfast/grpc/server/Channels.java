package dev.holdfast.grpc.server;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** The end of an arm's channels: their connections are gone before the next arm begins. */
final class Channels {
  private Channels() {}

  static void close(Collection<ManagedChannel> channels, Duration within) {
    channels.forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : channels) {
        channel.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the arm's limit: what stands behind this call ends too
    }
  }
}
