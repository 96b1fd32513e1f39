package dev.holdfast.postgres.security;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import dev.holdfast.Pause;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Changes the credentials of a HikariCP pool while it works: a rotation drops no request, and
 * returns when no connection of the old credentials is left, so that they can be revoked.
 *
 * <p>The pool evicts the connections that it knows. One whose login is under way it does not know
 * yet, and takes in afterwards, with the old credentials. Here a login is known from before it
 * begins until its connection is closed, and the pool is told to evict until the old ones are gone.
 *
 * <p>Limits: both credentials must be valid during a rotation, which takes two roles that share
 * their privileges; it lasts as long as the longest use of a connection; each look at which an old
 * connection is open renews the pool's idle ones too.
 *
 * <p>Thread-safe. Source: HikariCP, issue 1836.
 */
public final class RotatingCredentials {
  private final TrackedLogins logins;
  private final Options options;
  private final Pause pause;

  /**
   * @param server makes a connection for a user and a password
   */
  public RotatingCredentials(DataSource server, Credentials first, Options options, Pause pause) {
    this.logins = new TrackedLogins(server, first);
    this.options = options;
    this.pause = pause;
  }

  /** For {@code HikariConfig.setDataSource}; the pool's own user and password stay empty. */
  public DataSource logins() {
    return logins;
  }

  /**
   * Has the pool log in with the next credentials from now on, and waits until no connection of
   * others is left.
   *
   * @param pool that is made of {@link #logins}
   * @throws IllegalStateException when some are left after all looks; the next credentials are in
   *     use all the same. Do not revoke the old ones; rotate again, to the same
   */
  public void rotate(HikariDataSource pool, Credentials next) throws InterruptedException {
    logins.use(next);
    for (int look = 0; look < options.looks(); look++) {
      if (logins.anyOldIsOpen()) {
        pool.getHikariPoolMXBean().softEvictConnections();
      }
      if (logins.old() == 0) {
        return;
      }
      pause.await(options.lookEvery());
    }
    throw new IllegalStateException(
        ("%d logins with old credentials are left after %d looks, one every %d ms; do not revoke"
                + " these yet: look for long transactions (pg_stat_activity.xact_start), and rotate"
                + " again")
            .formatted(logins.old(), options.looks(), options.lookEvery().toMillis()));
  }

  /**
   * @param lookEvery how long to wait between two looks at what is left; a login's time or two
   * @param looks how often; together longer than the longest transaction
   */
  public record Options(Duration lookEvery, int looks) {
    public Options {
      if (lookEvery.toMillis() < 1 || looks < 1) {
        throw new IllegalArgumentException(
            "lookEvery is %d ms and looks is %d; both must be at least 1"
                .formatted(lookEvery.toMillis(), looks));
      }
    }
  }
}
