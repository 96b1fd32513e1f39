package dev.holdfast.caching.examples.sessions;

import dev.holdfast.caching.Clients;
import dev.holdfast.caching.examples.Http;
import dev.holdfast.caching.redis.FailFast;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** A process of the application, whose users all have the same password. */
final class Site implements AutoCloseable {
  static final String PASSWORD = "open sesame";

  /** No session ends by itself while an arm lasts. */
  static final SessionOptions LASTING =
      new SessionOptions(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(10));

  static final Duration PATIENT = Duration.ofSeconds(10); // longer than any delay of an arm

  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final Clients clients = new Clients();
  private final Sessions sessions;
  private final Http http;

  Site(RedisURI uri, Function<Ground, Sessions> kind) throws IOException {
    this(uri, PATIENT, LASTING, kind);
  }

  Site(RedisURI uri, Duration answer, SessionOptions options, Function<Ground, Sessions> kind)
      throws IOException {
    RedisClient client = clients.node(uri);
    client.setOptions(new FailFast(answer, CONNECT).options());
    sessions = kind.apply(new Ground(uri, client.connect(), answer, options));
    var api = new SessionApi(sessions, (_, password) -> password.equals(PASSWORD));
    http = api.on(new Http("localhost", 0)).start();
  }

  /** A browser without a cookie. */
  Browser browser() {
    return new Browser(http.port(), "");
  }

  /** A browser with another one's cookie, or a further tab of it. */
  Browser browser(String id) {
    return new Browser(http.port(), id);
  }

  @Override
  public void close() {
    http.close();
    if (sessions instanceof SpringSessions spring) {
      spring.close();
    }
    clients.close();
  }
}
