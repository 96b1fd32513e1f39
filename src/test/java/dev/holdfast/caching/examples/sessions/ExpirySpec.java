package dev.holdfast.caching.examples.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Does a session end by itself, whatever became of who began it? */
@Specification(Outline.CACHING_EXAMPLES)
class ExpirySpec {
  @Claim(
      says = "Every session in Redis has an expiry, though who wrote it hears no answer any more",
      limit = "a session whose id never reached its browser stays until it expires",
      source = "Redis manual, Scripting with Lua: atomicity; EXPIRE",
      warmUp = true)
  class NoSessionIsForever
      implements Experiment<Function<Ground, Sessions>, NoSessionIsForever.Kept> {
    static final int BROWSERS = 3;
    static final Duration ANSWER = Duration.ofMillis(250); // what an answer takes is a hundredth

    private final Redis redis;
    private final Faults faults;
    private final Link link;

    NoSessionIsForever(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    /**
     * @param told browsers that were given a session
     * @param sessions in Redis, with one that was there before
     * @param forever those of them without an expiry
     */
    record Kept(int told, int sessions, long forever) {}

    @Subject(SessionStore.class)
    Function<Ground, Sessions> written_with_its_expiry() {
      return Ground::store;
    }

    @Control(differs = "the expiry is a command of its own")
    Function<Ground, Sessions> written_and_then_its_expiry() {
      return NaiveExpiry::new;
    }

    @Peer(
        artifact = "org.springframework.session:spring-session-data-redis",
        configured = "RedisSessionRepository, flush mode and save mode as they are by default")
    Function<Ground, Sessions> spring_session() {
      return SpringSessions::new;
    }

    @Override
    public Kept run(Function<Ground, Sessions> kind) throws Exception {
      try (Site site = new Site(redis.uri(link), ANSWER, Site.LASTING, kind)) {
        site.browser().open(); // the script is known from now on, as it is in production
        int told = 0;
        try (Fault _ = faults.halfOpen(link, Direction.DOWN)) {
          for (int i = 0; i < BROWSERS; i++) {
            told += site.browser().open() == 201 ? 1 : 0;
          }
          List<String> keys = redis.judge().sync().keys("*");
          long forever = keys.stream().filter(key -> redis.judge().sync().pttl(key) < 0).count();
          return new Kept(told, keys.size(), forever);
        }
      }
    }

    @Override
    public void holds(Kept seen) {
      assertThat(seen.sessions()).isEqualTo(1 + BROWSERS);
      assertThat(seen.forever()).isZero();
    }

    @Override
    public void breaks(Kept seen) {
      assertThat(seen.sessions()).isEqualTo(1 + BROWSERS);
      assertThat(seen.forever()).isEqualTo(BROWSERS);
    }

    @Override
    public void felt(Kept seen) {
      assertThat(seen.told()).isZero();
    }

    @Override
    public String figure(Kept seen) {
      return "%d of %d without expiry".formatted(seen.forever(), seen.sessions());
    }
  }
}
