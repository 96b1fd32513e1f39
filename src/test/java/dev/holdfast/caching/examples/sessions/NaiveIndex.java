package dev.holdfast.caching.examples.sessions;

import java.util.List;

/** What the index names and is no session is not shown, and stays in it. */
final class NaiveIndex extends Forwarding {
  private final Ground ground;

  NaiveIndex(Ground ground) {
    super(ground);
    this.ground = ground;
  }

  @Override
  public List<String> of(String user) {
    var redis = ground.redis().sync();
    return redis.zrange(UserIndex.key(user), 0, -1).stream()
        .filter(key -> user.equals(redis.hget(key, Session.USER)))
        .map(SessionId::name)
        .toList();
  }
}
