package dev.holdfast.caching.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small HTTP service: routes, and answers in JSON, each on a virtual thread of its own.
 *
 * <p>What a route refuses with an {@link IllegalArgumentException}, or cannot read as JSON, is
 * answered with 400; what else it throws is logged, and answered with 500. The JDK's server: no
 * TLS, no HTTP/2, no limit of requests at once. Thread-safe.
 */
public final class Http implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Http.class);
  private static final int BACKLOG = 1024; // connections that may wait for a crowd's first ones
  static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Route> routes = new CopyOnWriteArrayList<>();

  /** Answers a request. */
  public interface Handler {
    Answer answer(Request request) throws Exception;
  }

  /**
   * @param host the address to listen on: a loopback one, or {@code 0.0.0.0} for all
   * @param port 0 for any that is free
   */
  public Http(String host, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
  }

  /** Adds a route; a part of its path like {@code {id}} stands for any one. */
  public Http on(String method, String path, Handler handler) {
    routes.add(new Route(method, parts(path), handler));
    return this;
  }

  public Http start() {
    server.start();
    return this;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Ends it at once; what is being answered is interrupted. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      if (answer.body() == null) {
        exchange.sendResponseHeaders(answer.status(), -1);
        return;
      }
      byte[] body = JSON.writeValueAsBytes(answer.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) {
    URI uri = exchange.getRequestURI();
    List<String> asked = parts(uri.getPath());
    boolean known = false;
    for (Route route : routes) {
      Map<String, String> named = route.match(asked);
      known |= named != null;
      if (named != null && route.method().equals(exchange.getRequestMethod())) {
        return answer(route, new Request(exchange, named), uri);
      }
    }
    return known ? Answer.error(405, "not that method") : Answer.error(404, "no such path");
  }

  private static Answer answer(Route route, Request request, URI uri) {
    try {
      return route.handler().answer(request);
    } catch (IllegalArgumentException | JacksonException e) {
      return Answer.error(400, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      log.error("{} {} failed", route.method(), uri, e);
      return Answer.error(500, "it failed, and the log says why");
    }
  }

  private static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }

  private record Route(String method, List<String> path, Handler handler) {
    /** The named parts, or null where the path is another one. */
    @Nullable Map<String, String> match(List<String> asked) {
      if (asked.size() != path.size()) {
        return null;
      }
      Map<String, String> named = new HashMap<>();
      for (int i = 0; i < asked.size(); i++) {
        String part = path.get(i);
        if (part.startsWith("{")) {
          named.put(part.substring(1, part.length() - 1), asked.get(i));
        } else if (!part.equals(asked.get(i))) {
          return null;
        }
      }
      return named;
    }
  }
}
