package dev.holdfast.caching.examples.sessions;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that end when they are told to, and by themselves. Whatever is done to a session is one
 * script on its hash, so nothing comes between asking whether it is there and writing to it: a
 * write never brings back one that was ended, none is without an expiry, writers of two attributes
 * do not meet, and an id from before a login is worth nothing after it.
 *
 * <p>Costs: one round trip a call; a login two, an end two. Limits: a login that is under way while
 * all of the user's sessions are ended may begin one; a failover of Redis may forget what its
 * replica had not got, an end too. Thread-safe; errors are the driver's: after one, a write may be
 * done or not. Source: OWASP, Session Management Cheat Sheet; Redis' documentation, EVAL.
 */
final class SessionStore implements Sessions {
  static final String ATTRIBUTE = "a:"; // before its name, apart from the store's own

  private final RedisCommands<String, String> redis;
  private final UserIndex index;
  private final String idle;
  private final String longest;

  SessionStore(
      StatefulRedisConnection<String, String> connection,
      SessionOptions options,
      MeterRegistry meters) {
    this.redis = connection.sync();
    this.index = new UserIndex(connection, options, meters);
    this.idle = Long.toString(options.idle().toMillis());
    this.longest = Long.toString(options.longest().toMillis());
  }

  @Override
  public String open() {
    SessionId id = SessionId.fresh();
    SessionScripts.OPEN.run(redis, id.key(), idle, longest);
    return id.toString();
  }

  @Override
  public @Nullable Session find(String id) {
    SessionId known = SessionId.of(id);
    List<Object> fields =
        known == null ? List.of() : SessionScripts.FIND.run(redis, known.key(), idle);
    return fields.isEmpty() ? null : session(fields);
  }

  @Override
  public boolean put(String id, String name, String value) {
    SessionId known = SessionId.of(id);
    return known != null
        && SessionScripts.PUT.run(redis, known.key(), idle, ATTRIBUTE + name, value) == 1;
  }

  /**
   * @throws IllegalStateException when it reached Redis too late; nothing was changed
   */
  @Override
  public String login(@Nullable String id, String user) {
    SessionId known = SessionId.of(id);
    SessionId from = known == null ? SessionId.fresh() : known;
    SessionId to = from.renewed();
    String by = Long.toString(index.enter(user, to.key()));
    if (SessionScripts.LOGIN.run(redis, List.of(from.key(), to.key()), idle, longest, user, by)
        == 0) {
      throw new IllegalStateException("the login took longer than the grace; try again");
    }
    return to.toString();
  }

  @Override
  public void end(String id) {
    SessionId known = SessionId.of(id);
    if (known != null) {
      end(known);
    }
  }

  private void end(SessionId id) {
    String user = SessionScripts.END.run(redis, id.key());
    if (user != null) {
      index.leave(user, id.key());
    }
  }

  @Override
  public List<String> of(String user) {
    return index.of(user).stream().map(SessionId::name).toList();
  }

  @Override
  public void endAll(String user) {
    for (String key : index.of(user)) {
      SessionScripts.END.run(redis, key);
      index.leave(user, key);
    }
  }

  private static Session session(List<Object> fields) {
    String user = null;
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < fields.size(); i += 2) {
      String field = (String) fields.get(i);
      String value = (String) fields.get(i + 1);
      if (field.equals(Session.USER)) {
        user = value;
      } else if (field.startsWith(ATTRIBUTE)) {
        attributes.put(field.substring(ATTRIBUTE.length()), value);
      }
    }
    return new Session(user, Map.copyOf(attributes));
  }
}
