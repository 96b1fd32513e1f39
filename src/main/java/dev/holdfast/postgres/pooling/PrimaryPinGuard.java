package dev.holdfast.postgres.pooling;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A pool that leaves a primary which was demoted: the first write that it refuses, because it only
 * reads by now (25006), makes the pool give up every connection that it has, not only that one.
 *
 * <p>HikariCP takes 25006 for an error of the statement, and keeps the connection: it is valid. A
 * server that was demoted without closing its sessions then refuses every write until {@code
 * maxLifetime}. New connections are only better than the old ones where the address leads to the
 * new primary: {@link #open} demands {@code targetServerType=primary} in the URL.
 *
 * <p>Limits: a write in flight on each connection may fail before the pool is empty; reads do not
 * tell, and stay with the old primary until a write does; a host that pgjdbc has met as a replica
 * is passed over for {@code hostRecheckSeconds}, 10 by default and for the whole JVM; a write in a
 * transaction that the application itself made read-only looks the same, so the pool is emptied
 * once in {@code quiet} at most, and only the failed connection is given up in between.
 *
 * <p>Thread-safe; one instance a pool. Source: HikariCP issues 1556 and 1802; its {@code
 * SQLExceptionOverride} since 6.2.0; PostgreSQL 18 manual, appendix A.
 */
public final class PrimaryPinGuard implements SQLExceptionOverride {
  private static final String READ_ONLY_SQL_TRANSACTION = "25006";

  private final long quietNanos;
  private final LongSupplier nanoTime;
  private final Counter refused;
  private final Counter emptied;
  private long lastEmptied;
  private volatile Runnable empty = () -> {};

  public PrimaryPinGuard(Duration quiet, LongSupplier nanoTime, MeterRegistry meters) {
    if (quiet.isNegative()) {
      throw new IllegalArgumentException(
          "quiet is " + quiet + "; it must not be negative, try 1 s");
    }
    this.quietNanos = quiet.toNanos();
    this.nanoTime = nanoTime;
    this.refused = meters.counter("pool.writes.refused");
    this.emptied = meters.counter("pool.emptied");
    this.lastEmptied = nanoTime.getAsLong() - quietNanos;
  }

  /** Opens a pool that is guarded from now on; the caller closes it. */
  public HikariDataSource open(HikariConfig config) {
    String url = String.valueOf(config.getJdbcUrl());
    if (!url.contains("targetServerType=primary")) {
      throw new IllegalArgumentException(
          "jdbcUrl lacks targetServerType=primary: new connections could go to the old primary"
              + " again; add it, and every host that may become the primary");
    }
    config.setExceptionOverride(this);
    HikariDataSource opened = new HikariDataSource(config);
    emptyBy(() -> opened.getHikariPoolMXBean().softEvictConnections());
    return opened;
  }

  void emptyBy(Runnable way) {
    empty = way;
  }

  @java.lang.Override // its own Override hides the annotation
  public Override adjudicate(SQLException e) {
    if (!READ_ONLY_SQL_TRANSACTION.equals(e.getSQLState())) {
      return Override.CONTINUE_EVICT;
    }
    refused.increment();
    emptyOnceInAWhile();
    return Override.MUST_EVICT;
  }

  /** Whoever is refused meanwhile waits, or he would be lent an old connection once more. */
  private synchronized void emptyOnceInAWhile() {
    long now = nanoTime.getAsLong();
    if (now - lastEmptied >= quietNanos) {
      lastEmptied = now;
      emptied.increment();
      empty.run();
    }
  }
}
