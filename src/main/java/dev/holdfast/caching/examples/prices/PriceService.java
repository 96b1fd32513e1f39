package dev.holdfast.caching.examples.prices;

import dev.holdfast.Pause;
import dev.holdfast.caching.examples.Answer;
import dev.holdfast.caching.examples.Http;
import dev.holdfast.caching.examples.Request;
import dev.holdfast.caching.multilevel.Versioned;
import dev.holdfast.caching.stampede.LoadException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.NoSuchElementException;

/**
 * The prices as a service: {@code GET} and {@code PUT} of {@code /prices/{id}}, and {@code GET
 * /figures}.
 *
 * <p>Once a change was answered with 200, no process answers with an older price after {@link
 * #BOUND}. One that was answered with 503 may have been made, and be seen late: ask for it again.
 * So may that of a process which died before it answered: the others see it within a minute.
 *
 * <p>While Redis is away the database answers, and while it is silent each answer waits for a
 * time-out: a breaker before it, as the catalogue has one, is left out here. Thread-safe.
 */
final class PriceService {
  /** How long after the answer to a change an older price may still be answered. */
  static final Duration BOUND = Duration.ofSeconds(1);

  private static final int TRIES = 20; // to tell of a change: two seconds, if each fails at once
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final int UNAVAILABLE = 503;

  private final PriceNode node;
  private final Pause pause;

  /** What is asked of a price that is changed. */
  record Asked(long cents) {}

  /**
   * What is told of a price.
   *
   * @param version greater for a later change
   */
  record Price(long id, long cents, long version) {}

  PriceService(PriceNode node, Pause pause) {
    this.node = node;
    this.pause = pause;
  }

  /** Adds the routes. */
  Http on(Http http) {
    return http.on("GET", "/prices/{id}", this::find)
        .on("PUT", "/prices/{id}", this::change)
        .on("GET", "/figures", _ -> Answer.ok(node.figures()));
  }

  static String key(long id) {
    return "prices:" + id;
  }

  private Answer find(Request request) throws InterruptedException {
    long id = Long.parseLong(request.path("id"));
    try {
      return price(id, read(id));
    } catch (SQLException _) {
      return Answer.error(UNAVAILABLE, "the price cannot be read now, try again");
    } catch (NoSuchElementException _) {
      return Answer.error(404, "no price " + id);
    }
  }

  private Answer change(Request request) throws IOException, InterruptedException {
    long id = Long.parseLong(request.path("id"));
    long cents = request.body(Asked.class).cents();
    if (cents < 0) {
      throw new IllegalArgumentException("cents is %d: give at least 0".formatted(cents));
    }
    try {
      Versioned changed = node.table().change(id, cents);
      if (changed == null) {
        return Answer.error(404, "no price " + id);
      }
      return told(id, changed)
          ? price(id, changed)
          : Answer.error(UNAVAILABLE, "the price was changed, and may be seen late");
    } catch (SQLException _) {
      return Answer.error(UNAVAILABLE, "nobody knows whether the price was changed, try again");
    }
  }

  private Versioned read(long id) throws SQLException, InterruptedException {
    try {
      return node.cache().get(key(id), () -> load(id));
    } catch (LoadException e) {
      if (e.getCause() instanceof NoSuchElementException none) {
        throw none;
      }
      return load(id);
    } catch (RedisException _) {
      return load(id);
    }
  }

  private Versioned load(long id) throws SQLException {
    Versioned found = node.table().find(id);
    if (found == null) {
      throw new NoSuchElementException("no price " + id);
    }
    return found;
  }

  /** Puts it into Redis and tells the others, if need be more than once: that does no harm. */
  private boolean told(long id, Versioned changed) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        node.cache().put(key(id), changed);
        return true;
      } catch (RedisException _) {
        if (attempt == TRIES) {
          return false;
        }
        pause.await(BETWEEN_TRIES);
      }
    }
  }

  private static Answer price(long id, Versioned found) {
    return Answer.ok(new Price(id, Long.parseLong(found.value()), found.version()));
  }
}
