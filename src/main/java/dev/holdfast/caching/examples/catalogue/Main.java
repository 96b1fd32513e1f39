package dev.holdfast.caching.examples.catalogue;

import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.sql.SQLException;
import org.slf4j.LoggerFactory;

/**
 * The application: {@code Main <port> <JDBC URL> <Redis URI>}; the URL names user and password.
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
    int port = Integer.parseInt(arguments[0]);
    var catalogue =
        new Catalogue(port, arguments[1], RedisURI.create(arguments[2]), CachedProducts::new);
    LoggerFactory.getLogger(Main.class).info("products are served on port {}", catalogue.port());
    Runtime.getRuntime().addShutdownHook(new Thread(catalogue::close));
  }
}
