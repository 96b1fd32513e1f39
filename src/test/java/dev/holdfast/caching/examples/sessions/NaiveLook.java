package dev.holdfast.caching.examples.sessions;

/** Looks whether the session is there, and then writes. */
final class NaiveLook extends Forwarding {
  private final Ground ground;

  NaiveLook(Ground ground) {
    super(ground);
    this.ground = ground;
  }

  @Override
  public boolean put(String id, String name, String value) {
    var redis = ground.redis().sync();
    String key = Ground.key(id);
    if (redis.exists(key) == 0) {
      return false;
    }
    redis.hset(key, SessionStore.ATTRIBUTE + name, value);
    return redis.pexpire(key, ground.options().idle());
  }
}
