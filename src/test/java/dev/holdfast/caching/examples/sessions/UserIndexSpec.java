package dev.holdfast.caching.examples.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
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
import org.awaitility.Awaitility;

/** Does the index of a user's sessions name what is there, and nothing else? */
@Specification(Outline.CACHING_EXAMPLES)
class UserIndexSpec {
  @Claim(
      says = "A login that ended half-way leaves nothing in the index once somebody has looked",
      limit = "what is younger than the grace stays: its login may still be under way",
      source = "Redis manual, Cluster specification: keys of several slots do not change together",
      warmUp = true)
  class TheIndexHeals implements Experiment<Function<Ground, Sessions>, TheIndexHeals.Indexed> {
    static final String USER = "ann";
    static final int LOGINS = 3;
    static final Duration ANSWER = Duration.ofMillis(250); // what an answer takes is a hundredth
    static final Duration GRACE = Duration.ofMillis(500); // what a login takes is a hundredth
    static final Duration SOON = Duration.ofSeconds(5);
    static final SessionOptions OPTIONS =
        new SessionOptions(Duration.ofMinutes(5), Duration.ofHours(1), GRACE);

    private final Redis redis;
    private final Faults faults;
    private final Link link;

    TheIndexHeals(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    /**
     * @param done logins, with one from before
     * @param shown sessions that the user is shown
     * @param sessions of the user in Redis
     * @param orphans entries of the index without a session
     */
    record Indexed(int done, int shown, long sessions, long orphans) {}

    @Subject({UserIndex.class, SessionStore.class})
    Function<Ground, Sessions> who_looks_sweeps() {
      return Ground::store;
    }

    @Control(differs = "what the index names without being a session is passed over")
    Function<Ground, Sessions> who_looks_passes_over() {
      return NaiveIndex::new;
    }

    @Override
    public Indexed run(Function<Ground, Sessions> kind) throws Exception {
      try (Site site = new Site(redis.uri(link), ANSWER, OPTIONS, kind);
          Site other = new Site(redis.uri(), Site.PATIENT, OPTIONS, kind)) {
        Browser browser = site.browser();
        int done = browser.login(USER) == 204 ? 1 : 0;
        try (Fault _ = faults.halfOpen(link, Direction.DOWN)) {
          for (int i = 0; i < LOGINS; i++) {
            done += site.browser().login(USER) == 204 ? 1 : 0;
          }
        }
        long last = now();
        Awaitility.await("the grace of the last login to be over")
            .atMost(SOON)
            .until(() -> now() > last + GRACE.toMillis());
        int shown = other.browser(browser.id()).all().jsonPath().getList("$").size();
        List<String> entries = redis.judge().sync().zrange(UserIndex.key(USER), 0, -1);
        long sessions =
            entries.stream().filter(key -> redis.judge().sync().exists(key) == 1).count();
        return new Indexed(done, shown, sessions, entries.size() - sessions);
      }
    }

    /** By the server's clock, as the index sees it. */
    private long now() {
      List<String> time = redis.judge().sync().time();
      return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    }

    @Override
    public void holds(Indexed seen) {
      assertThat(seen.shown()).isEqualTo(seen.done());
      assertThat(seen.sessions()).isEqualTo(seen.done()).isPositive();
      assertThat(seen.orphans()).isZero();
    }

    @Override
    public void breaks(Indexed seen) {
      assertThat(seen.orphans()).isEqualTo(LOGINS);
    }

    @Override
    public void felt(Indexed seen) {
      assertThat(seen.done()).isOne();
    }

    @Override
    public String figure(Indexed seen) {
      return "%d orphans beside %d sessions".formatted(seen.orphans(), seen.sessions());
    }
  }
}
