package dev.holdfast.caching.examples.sessions;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** Sends the cookie that it was given last; says what it is answered. */
final class Browser {
  private final int port;
  private String id;

  Browser(int port, String id) {
    this.port = port;
    this.id = id;
  }

  /** What its cookie holds; empty when it has none. */
  String id() {
    return id;
  }

  int open() {
    return keep(request().post("/session"));
  }

  Response find() {
    return request().get("/session");
  }

  int put(String name, String value) {
    return request()
        .body(Map.of("value", value))
        .put("/session/attributes/{name}", name)
        .statusCode();
  }

  int login(String user) {
    return keep(
        request().body(Map.of("user", user, "password", Site.PASSWORD)).post("/session/login"));
  }

  int logout() {
    return keep(request().delete("/session"));
  }

  /** All sessions of who is logged in. */
  Response all() {
    return request().get("/sessions");
  }

  private RequestSpecification request() {
    return RestAssured.given()
        .baseUri("http://localhost")
        .port(port)
        .contentType(ContentType.JSON)
        .header("Cookie", SessionApi.COOKIE + "=" + id);
  }

  private int keep(Response response) {
    String cookie = response.header("Set-Cookie");
    if (cookie != null) {
      id = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }
    return response.statusCode();
  }
}
