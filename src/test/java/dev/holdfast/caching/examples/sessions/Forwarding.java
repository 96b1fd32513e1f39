package dev.holdfast.caching.examples.sessions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's store, for what differs from it in one call. */
abstract class Forwarding implements Sessions {
  private final SessionStore store;

  Forwarding(Ground ground) {
    this.store = ground.store();
  }

  @Override
  public String open() {
    return store.open();
  }

  @Override
  public @Nullable Session find(String id) {
    return store.find(id);
  }

  @Override
  public boolean put(String id, String name, String value) {
    return store.put(id, name, value);
  }

  @Override
  public String login(@Nullable String id, String user) {
    return store.login(id, user);
  }

  @Override
  public void end(String id) {
    store.end(id);
  }

  @Override
  public List<String> of(String user) {
    return store.of(user);
  }

  @Override
  public void endAll(String user) {
    store.endAll(user);
  }
}
