package dev.holdfast.caching.examples.sessions;

import org.jspecify.annotations.Nullable;

/** At login a session gets a further id: the one from before still is one. */
final class NaiveCopy extends Forwarding {
  private final Ground ground;

  NaiveCopy(Ground ground) {
    super(ground);
    this.ground = ground;
  }

  @Override
  public String login(@Nullable String id, String user) {
    SessionId from = SessionId.of(id);
    if (from == null) {
      return super.login(id, user);
    }
    SessionId to = from.renewed();
    ground.redis().sync().hset(from.key(), Session.USER, user);
    ground.redis().sync().copy(from.key(), to.key());
    return to.toString();
  }
}
