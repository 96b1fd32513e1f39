package dev.holdfast.caching.examples;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a route is asked. */
public final class Request {
  private static final int MOST_BYTES = 64 * 1024; // of a body: far more than any route expects

  private final HttpExchange exchange;
  private final Map<String, String> named;

  Request(HttpExchange exchange, Map<String, String> named) {
    this.exchange = exchange;
    this.named = named;
  }

  /** What stood in the place of {@code {name}} in the route's path. */
  public String path(String name) {
    String value = named.get(name);
    if (value == null) {
      throw new IllegalStateException("the route's path has no {" + name + "}");
    }
    return value;
  }

  /** The header's first value, or null. */
  public @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  /**
   * The body, read as JSON.
   *
   * @throws IllegalArgumentException when it is too long, or null
   */
  public <T> T body(Class<T> type) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw new IllegalArgumentException("the body is longer than %d bytes".formatted(MOST_BYTES));
    }
    T read = Http.JSON.readValue(body, type);
    if (read == null) {
      throw new IllegalArgumentException("the body is null: an object is needed");
    }
    return read;
  }
}
