package dev.holdfast.caching.examples.sessions;

import dev.holdfast.caching.examples.Http;
import dev.holdfast.caching.redis.FailFast;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The application: {@code Main [port [redis-uri]]}, or {@code PORT} and {@code REDIS_URI} from the
 * environment; everybody's password is {@code SESSIONS_PASSWORD}, without which nobody gets in.
 *
 * <p>It listens on the loopback address: TLS, and who may come from outside, are a proxy's.
 */
final class Main {
  private static final SessionOptions SESSIONS =
      new SessionOptions(Duration.ofMinutes(30), Duration.ofHours(12), Duration.ofSeconds(10));

  /** A browser waits no longer for a page than a few seconds. */
  private static final FailFast DRIVER = new FailFast(Duration.ofSeconds(2), Duration.ofSeconds(2));

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(setting(arguments, 0, "PORT", "8080"));
    String uri = setting(arguments, 1, "REDIS_URI", "redis://localhost");
    String password = System.getenv("SESSIONS_PASSWORD");
    RedisClient client = RedisClient.create(uri);
    client.setOptions(DRIVER.options());
    var store = new SessionStore(client.connect(), SESSIONS, Metrics.globalRegistry);
    var api = new SessionApi(store, (_, given) -> password != null && same(password, given));
    Http http = api.on(new Http("localhost", port)).start();
    LoggerFactory.getLogger(Main.class).info("sessions are served on port {}", http.port());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  http.close();
                  client.shutdown();
                }));
  }

  private static String setting(String[] arguments, int at, String name, String otherwise) {
    return arguments.length > at
        ? arguments[at]
        : Optional.ofNullable(System.getenv(name)).orElse(otherwise);
  }

  /** In the same time, however much of it is right. */
  private static boolean same(String password, String given) {
    return MessageDigest.isEqual(
        password.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
