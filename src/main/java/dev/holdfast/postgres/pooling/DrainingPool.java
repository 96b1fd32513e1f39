package dev.holdfast.postgres.pooling;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool that lets its requests finish before it closes: whoever was admitted keeps its
 * connections, and may take more; whoever comes later is refused at once, and goes to another pod.
 *
 * <p>HikariCP's own {@code close} ends connections that are in use. Their statements may go on in
 * the server: a caller is told that its request failed, and its effect is stored all the same.
 *
 * <p>Limits: what is not done after {@code limit} is cut after all; a request is what runs inside
 * of {@link #serve}, on the thread that called it, and must not be who closes. Stop the traffic
 * first (readiness), or some callers are refused.
 *
 * <p>Thread-safe. Source: HikariCP 7.1.0, HikariPool.shutdown; Kubernetes' manual, "Termination of
 * Pods".
 */
public final class DrainingPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DrainingPool.class);

  private final HikariDataSource pool;
  private final Duration limit;

  /** Held for reading by each request, and for writing, for good, by who closes. */
  private final ReadWriteLock requests = new ReentrantReadWriteLock();

  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * @param pool closed together with this
   * @param limit how long requests may take to finish; shorter than the pod's grace period
   */
  public DrainingPool(HikariDataSource pool, Duration limit) {
    this.pool = pool;
    this.limit = limit;
  }

  /**
   * Runs one request.
   *
   * @throws SQLTransientConnectionException when the pool closes: nothing was done, another pod may
   *     serve it
   */
  public <T> T serve(Request<T> request) throws SQLException {
    if (closing.get() || !requests.readLock().tryLock()) {
      throw new SQLTransientConnectionException(
          "pool %s is closing; nothing was done, send the request to another pod"
              .formatted(pool.getPoolName()));
    }
    try {
      return request.on(pool);
    } finally {
      requests.readLock().unlock();
    }
  }

  /** Whether it takes no more requests. */
  public boolean isClosing() {
    return closing.get();
  }

  /**
   * Waits for the requests that were admitted, until the limit, and closes the pool; a second call
   * does nothing.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!requests.writeLock().tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "pool {}: requests still run after {}, and are cut; allow them more time than the"
                + " slowest takes",
            pool.getPoolName(),
            limit);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // in a hurry: what still runs is cut
    } finally {
      pool.close();
    }
  }

  /** What is done for one caller. */
  @FunctionalInterface
  public interface Request<T> {
    T on(DataSource pool) throws SQLException;
  }
}
