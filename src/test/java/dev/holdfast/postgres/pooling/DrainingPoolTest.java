package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DrainingPoolTest {
  private final HikariDataSource hikari = new HikariDataSource(); // connects when it is first used

  @Test
  void a_request_that_comes_too_late_is_refused_at_once() {
    var pool = new DrainingPool(hikari, Duration.ofSeconds(5));
    pool.close();
    assertThat(pool.isClosing()).isTrue();
    assertThatThrownBy(() -> pool.serve(_ -> "served"))
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessageContaining("another pod");
  }

  @Test
  void a_request_that_outlasts_the_limit_does_not_keep_the_pool_open() throws Exception {
    var pool = new DrainingPool(hikari, Duration.ofMillis(20));
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> request =
          threads.submit(
              () ->
                  pool.serve(
                      _ -> {
                        taken.countDown();
                        return await(free);
                      }));
      assertThat(await(taken)).isTrue();
      pool.close();
      assertThat(hikari.isClosed()).isTrue();
      assertThat(request).isNotDone();
      free.countDown();
      assertThat(request.get()).isTrue();
    }
  }

  @Test
  void a_second_close_does_nothing() throws Exception {
    var pool = new DrainingPool(hikari, Duration.ofDays(1));
    pool.close();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(pool::close).get();
    }
    assertThat(hikari.isClosed()).isTrue();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
