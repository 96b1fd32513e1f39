package dev.holdfast.caching.examples.sessions;

/** Writes a session, and then says when it expires. */
final class NaiveExpiry extends Forwarding {
  private final Ground ground;

  NaiveExpiry(Ground ground) {
    super(ground);
    this.ground = ground;
  }

  @Override
  public String open() {
    var redis = ground.redis().sync();
    SessionId id = SessionId.fresh();
    long ends = System.currentTimeMillis() + ground.options().longest().toMillis();
    redis.hset(id.key(), "ends", Long.toString(ends));
    redis.pexpire(id.key(), ground.options().idle());
    return id.toString();
  }
}
