package dev.holdfast.caching.examples.sessions;

import dev.holdfast.caching.examples.Answer;
import dev.holdfast.caching.examples.Http;
import dev.holdfast.caching.examples.Request;
import io.lettuce.core.RedisException;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as a browser uses them. The cookie is one that scripts cannot read, that goes by TLS
 * only, to this host only, and not with what other sites send.
 *
 * <p>An answer of 401 is "there is no such session", 503 is "nobody knows, ask again". Thread-safe.
 * Source: RFC 6265bis, section 4.1.3, on {@code __Host-}; OWASP, Session Management Cheat Sheet.
 */
final class SessionApi {
  static final String COOKIE = "__Host-session";
  private static final String ATTRIBUTES = "; Path=/; HttpOnly; Secure; SameSite=Lax";
  private static final Pattern PAIRS = Pattern.compile("; *");

  private final Sessions sessions;
  private final BiPredicate<String, String> passwords;

  /** What a browser sends to log in. */
  record Login(String user, String password) {}

  /** What a browser sends to set an attribute. */
  record Value(String value) {}

  /**
   * @param passwords whether a user's password is this one
   */
  SessionApi(Sessions sessions, BiPredicate<String, String> passwords) {
    this.sessions = sessions;
    this.passwords = passwords;
  }

  /** Adds the routes. */
  Http on(Http http) {
    return http.on("POST", "/session", guarded(_ -> with(201, sessions.open())))
        .on("GET", "/session", guarded(this::find))
        .on("PUT", "/session/attributes/{name}", guarded(this::put))
        .on("POST", "/session/login", guarded(this::login))
        .on("DELETE", "/session", guarded(this::end))
        .on(
            "GET",
            "/sessions",
            guarded(request -> ofUser(request, user -> Answer.ok(sessions.of(user)))))
        .on("DELETE", "/sessions", guarded(request -> ofUser(request, this::endAll)));
  }

  private Answer find(Request request) {
    String id = id(request);
    Session session = id == null ? null : sessions.find(id);
    return session == null ? none() : Answer.ok(session);
  }

  private Answer put(Request request) throws Exception {
    String id = id(request);
    String value = request.body(Value.class).value();
    boolean done = id != null && sessions.put(id, request.path("name"), value);
    return done ? Answer.of(204, null) : none();
  }

  private Answer login(Request request) throws Exception {
    Login login = request.body(Login.class);
    return passwords.test(login.user(), login.password())
        ? with(204, sessions.login(id(request), login.user()))
        : Answer.error(401, "no such user, or another password");
  }

  private Answer end(Request request) {
    String id = id(request);
    if (id != null) {
      sessions.end(id);
    }
    return with(204, "; Max-Age=0");
  }

  private Answer endAll(String user) {
    sessions.endAll(user);
    return with(204, "; Max-Age=0");
  }

  private Answer ofUser(Request request, Function<String, Answer> answer) {
    String id = id(request);
    Session session = id == null ? null : sessions.find(id);
    return session == null || session.user() == null ? none() : answer.apply(session.user());
  }

  private static Answer none() {
    return Answer.error(401, "no session");
  }

  private static Answer with(int status, String cookie) {
    return Answer.of(status, null).with("Set-Cookie", COOKIE + "=" + cookie + ATTRIBUTES);
  }

  private static @Nullable String id(Request request) {
    String cookies = request.header("Cookie");
    return PAIRS
        .splitAsStream(cookies == null ? "" : cookies)
        .filter(pair -> pair.startsWith(COOKIE + "="))
        .map(pair -> pair.substring(COOKIE.length() + 1))
        .findFirst()
        .orElse(null);
  }

  private static Http.Handler guarded(Http.Handler handler) {
    return request -> {
      try {
        return handler.answer(request);
      } catch (RedisException _) {
        return Answer.error(503, "sessions cannot be reached");
      }
    };
  }
}
