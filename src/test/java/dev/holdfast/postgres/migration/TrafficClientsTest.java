package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrafficClientsTest {
  private static final int REQUESTS = 3;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  private final TrafficClients clients = new TrafficClients(2, REQUESTS);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void it_is_not_settled_before_each_client_waits_or_has_made_every_request_once_more()
      throws Exception {
    clients.joined(FIRST);
    clients.joined(SECOND);
    clients.settle(() -> look(asked.incrementAndGet()));
    assertThat(asked.get()).isGreaterThan(REQUESTS);
    assertThat(clients.take().count()).isOne();
  }

  @Test
  void it_is_settled_when_there_is_nobody_to_wait_for() throws Exception {
    clients.settle(() -> true);
    assertThat(clients.take().count()).isZero();
  }

  /** At each look the first client has made one request more; the second waits from the last on. */
  private boolean look(int turn) {
    clients.served(FIRST);
    clients.seen(
        turn > REQUESTS
            ? List.of(new WaitingRequest(SECOND, "the same", Duration.ofMillis(turn)))
            : List.of());
    return false;
  }
}
