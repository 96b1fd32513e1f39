package dev.holdfast.caching.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTest {
  record Named(String name) {}

  private final Http http =
      new Http(InetAddress.getLoopbackAddress().getHostAddress(), 0)
          .on("GET", "/things/{id}", request -> Answer.ok(new Named(request.path("id"))))
          .on("PUT", "/things/{id}", request -> Answer.of(201, request.body(Named.class)))
          .on("DELETE", "/things/{id}", _ -> Answer.of(204, null).with("X-Was", "there"))
          .on("GET", "/broken", _ -> broken())
          .start();
  private final HttpClient client = HttpClient.newHttpClient();

  HttpTest() throws IOException {}

  @AfterEach
  void stop() {
    client.close();
    http.close();
  }

  @Test
  void a_route_is_found_by_method_and_path() throws Exception {
    assertThat(ask("GET", "/things/7", "")).isEqualTo("200 {\"name\":\"7\"}");
    assertThat(ask("PUT", "/things/7", "{\"name\":\"a\"}")).isEqualTo("201 {\"name\":\"a\"}");
    assertThat(ask("POST", "/things/7", "")).startsWith("405 ");
    assertThat(ask("GET", "/things", "")).startsWith("404 ");
    assertThat(ask("GET", "/things/7/8", "")).startsWith("404 ");
  }

  @Test
  void an_answer_may_have_headers_and_no_body() throws Exception {
    HttpResponse<String> answer = send("DELETE", "/things/7", "");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("X-Was")).contains("there");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void what_cannot_be_read_is_the_askers_fault() throws Exception {
    assertThat(ask("PUT", "/things/7", "{")).startsWith("400 ");
    assertThat(ask("PUT", "/things/7", "null")).startsWith("400 ");
    assertThat(ask("PUT", "/things/7", "")).startsWith("400 ");
    assertThat(ask("PUT", "/things/7", " ".repeat(100_000)))
        .isEqualTo("400 {\"error\":\"the body is longer than 65536 bytes\"}");
  }

  @Test
  void what_a_route_throws_is_not_told_to_the_asker() throws Exception {
    assertThat(ask("GET", "/broken", ""))
        .isEqualTo("500 {\"error\":\"it failed, and the log says why\"}");
  }

  private String ask(String method, String path, String body) throws Exception {
    HttpResponse<String> answer = send(method, path, body);
    return answer.statusCode() + " " + answer.body();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static Answer broken() throws IOException {
    throw new IOException("a secret");
  }
}
