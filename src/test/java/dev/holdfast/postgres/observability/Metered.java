package dev.holdfast.postgres.observability;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.harness.environment.Postgres;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** An application of one pool that is scraped: a process beside the Prometheus that looks at it. */
final class Metered {
  static final int PORT = 8080;

  private static final int ANSWERED = 200;
  private static final int FAILED = 503;

  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final HikariDataSource pool;
  private final List<String> arguments;
  private final HttpServer http;

  /**
   * @param arguments of the process, as made by {@link #arguments}
   */
  Metered(String[] arguments, int connections, Duration givesUp) throws IOException {
    this.arguments = List.of(arguments).subList(6, arguments.length);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {arguments[1]});
    source.setPortNumbers(new int[] {Integer.parseInt(arguments[2])});
    source.setDatabaseName(arguments[3]);
    source.setUser(arguments[4]);
    source.setPassword(arguments[5]);
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("orders");
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(givesUp.toMillis());
    config.setMetricRegistry(meters);
    pool = new HikariDataSource(config);
    http = HttpServer.create(new InetSocketAddress(PORT), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext(
        "/metrics",
        exchange -> {
          byte[] scrape = meters.scrape().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(ANSWERED, scrape.length);
          exchange.getResponseBody().write(scrape);
          exchange.close();
        });
  }

  /** What the process is to be told so that it finds its database from inside, and its own. */
  static String[] arguments(Postgres postgres, String... own) {
    PGSimpleDataSource source = postgres.dataSource();
    return Stream.concat(
            Stream.of(
                    postgres.upstream().host(),
                    postgres.upstream().port(),
                    source.getDatabaseName(),
                    source.getUser(),
                    source.getPassword())
                .map(String::valueOf),
            Stream.of(own))
        .toArray(String[]::new);
  }

  /** One of its own arguments. */
  String argument(int index) {
    return arguments.get(index);
  }

  /** Serves requests, too: each is answered, or fails. */
  void onRequest(String path, Supplier<Boolean> request) {
    http.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(request.get() ? ANSWERED : FAILED, -1);
          exchange.close();
        });
  }

  void start() {
    http.start();
  }
}
