package dev.holdfast.caching.examples.prices;

import dev.holdfast.Pause;
import dev.holdfast.caching.examples.Http;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * One process of the application: {@code Main <port> <JDBC URL> <Redis URI>}; the URL names user
 * and password. Start as many as you like.
 *
 * <p>It listens on the loopback address: TLS, and who may come from outside, are a proxy's.
 */
final class Main {
  private Main() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException(
          "%d arguments: needed are <port> <JDBC URL> <Redis URI>".formatted(arguments.length));
    }
    RedisURI redis = RedisURI.create(arguments[2]);
    var node = new PriceNode(arguments[1], redis, redis, UnaryOperator.identity());
    var service = new PriceService(node, Pause.interruptible());
    Http http = service.on(new Http("localhost", Integer.parseInt(arguments[0]))).start();
    LoggerFactory.getLogger(Main.class).info("prices are served on port {}", http.port());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  http.close();
                  node.close();
                }));
  }
}
