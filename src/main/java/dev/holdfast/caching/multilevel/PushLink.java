package dev.holdfast.caching.multilevel;

import dev.holdfast.caching.multilevel.InvalidationFeed.Listener;
import dev.holdfast.caching.multilevel.InvalidationFeed.Session;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a near cache in service exactly while its invalidations arrive.
 *
 * <p>It opens the feed, and resumes the cache once that is up; when the connection is lost, or a
 * heartbeat late, it suspends the cache and opens the feed again. A silent link is noticed within
 * two intervals and one time-out.
 *
 * <p>Costs: a heartbeat an interval. Thread-safe; the scheduler stays its owner's, and is not
 * blocked. Source: Redis' manual, Client-side caching, on losing the connection.
 */
public final class PushLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PushLink.class);

  private final InvalidationFeed feed;
  private final NearCache<?> cache;
  private final PushLinkOptions options;
  private final LongSupplier nanoTime;
  private final Counter losses;
  private final Future<?> beats;
  private @Nullable Link link;
  private boolean closed;

  public PushLink(
      InvalidationFeed feed,
      NearCache<?> cache,
      PushLinkOptions options,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.feed = feed;
    this.cache = cache;
    this.options = options;
    this.nanoTime = nanoTime;
    losses = meters.counter("cache.near.link.losses");
    beats =
        scheduler.scheduleAtFixedRate(
            this::beat, 0, options.interval().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Suspends the cache and closes the feed, for good. */
  @Override
  public synchronized void close() {
    closed = true;
    beats.cancel(false);
    if (link != null) {
      end(link);
    }
  }

  private synchronized void beat() {
    if (link == null && !closed) {
      link = new Link();
    }
    if (link != null) {
      link.beat();
    }
  }

  private synchronized void answered(
      Link asked, @Nullable Session opened, @Nullable Throwable failure) {
    if (link != asked) {
      if (opened != null) {
        opened.close(); // too late: it was given up
      }
    } else if (failure != null) {
      drop(asked, "no answer", failure);
    } else {
      asked.awaited = false;
      if (opened != null) {
        asked.session = opened;
        cache.resume();
      }
    }
  }

  private synchronized void drop(Link lost, String why, @Nullable Throwable failure) {
    if (link != lost) {
      return;
    }
    losses.increment(lost.session == null ? 0 : 1);
    log.warn("no invalidations for the near cache: {} ({})", why, String.valueOf(failure));
    end(lost);
  }

  private void end(Link ended) {
    link = null;
    cache.suspend();
    if (ended.session != null) {
      ended.session.close();
    }
  }

  /** One connection of the feed, from its opening on. */
  private final class Link implements Listener {
    private @Nullable Session session;
    private boolean awaited;
    private long askedAt;

    void beat() {
      try {
        if (!awaited) {
          ask();
        } else if (nanoTime.getAsLong() - askedAt >= options.timeout().toNanos()) {
          drop(this, "no answer in " + options.timeout(), null);
        }
      } catch (RuntimeException e) {
        drop(this, "it could not be asked", e); // or the scheduler would beat no more
      }
    }

    private void ask() {
      askedAt = nanoTime.getAsLong();
      awaited = true;
      if (session == null) {
        feed.open(this).whenComplete((opened, failure) -> answered(this, opened, failure));
      } else {
        session.heartbeat().whenComplete((_, failure) -> answered(this, null, failure));
      }
    }

    @Override
    public void written(String key) {
      cache.invalidate(key);
    }

    @Override
    public void anythingWritten() {
      cache.clear();
    }

    @Override
    public void disconnected() {
      drop(this, "disconnected", null);
    }
  }
}
