package dev.holdfast.caching.examples.sessions;

import io.lettuce.core.SetArgs;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A session is one value: who sets an attribute reads it, changes it and writes it back. */
final class NaiveWholeObject extends Forwarding {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Ground ground;

  NaiveWholeObject(Ground ground) {
    super(ground);
    this.ground = ground;
  }

  @Override
  public String open() {
    SessionId id = SessionId.fresh();
    write(id.key(), new Session(null, Map.of()));
    return id.toString();
  }

  @Override
  public @Nullable Session find(String id) {
    String json = ground.redis().sync().get(Ground.key(id));
    return json == null ? null : JSON.readValue(json, Session.class);
  }

  @Override
  public boolean put(String id, String name, String value) {
    Session session = find(id);
    if (session == null) {
      return false;
    }
    Map<String, String> attributes = new HashMap<>(session.attributes());
    attributes.put(name, value);
    write(Ground.key(id), new Session(session.user(), attributes));
    return true;
  }

  private void write(String key, Session session) {
    SetArgs kept = SetArgs.Builder.px(ground.options().idle());
    ground.redis().sync().set(key, JSON.writeValueAsString(session), kept);
  }
}
