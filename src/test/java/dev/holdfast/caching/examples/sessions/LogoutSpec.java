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
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Is a session over when its user has logged out? */
@Specification(Outline.CACHING_EXAMPLES)
class LogoutSpec {
  @Claim(
      says = "A session that was logged out stays ended, though a request was just saving it",
      limit = "a failover to a replica that has not heard of the logout brings the session back",
      source =
          "Redis manual, Scripting with Lua: atomicity; Spring Session, RedisSessionRepository",
      warmUp = true)
  class ALogoutIsFinal implements Experiment<Function<Ground, Sessions>, ALogoutIsFinal.Ended> {
    static final int USERS = 5;
    static final Duration LATE = Duration.ofSeconds(1); // a logout takes some milliseconds
    static final Duration SOON = Duration.ofSeconds(5); // of a peer's two late answers, too

    private final Redis redis;
    private final Faults faults;
    private final Link link;

    ALogoutIsFinal(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    /**
     * @param between requests that were still saving when all users had been logged out
     * @param loggedOut users who were told that they are
     * @param left sessions in Redis in the end
     * @param refused requests that came to save after the logout, and were told that there is none
     */
    record Ended(long between, long loggedOut, long left, long refused) {}

    @Subject(SessionStore.class)
    Function<Ground, Sessions> looks_and_writes_in_one_script() {
      return Ground::store;
    }

    @Control(differs = "looking, writing and expiry are a command each")
    Function<Ground, Sessions> looks_and_then_writes() {
      return NaiveLook::new;
    }

    @Peer(
        artifact = "org.springframework.session:spring-session-data-redis",
        configured = "RedisSessionRepository, flush mode and save mode as they are by default")
    Function<Ground, Sessions> spring_session() {
      return SpringSessions::new;
    }

    @Override
    public Ended run(Function<Ground, Sessions> kind) throws Exception {
      try (Site slow = new Site(redis.uri(link), kind);
          Site other = new Site(redis.uri(), kind);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Browser> tabs = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
          Browser tab = slow.browser();
          tab.login("user-" + i);
          tab.put("seen", "yes");
          tabs.add(tab);
        }
        List<Browser> others = tabs.stream().map(tab -> other.browser(tab.id())).toList();
        long looked = redis.calls("exists");
        List<Future<Integer>> saves = new ArrayList<>();
        long between;
        long loggedOut;
        try (Fault _ = faults.latency(link, LATE)) {
          for (Browser tab : tabs) {
            Future<Integer> save = threads.submit(() -> tab.put("cart", "full"));
            saves.add(save);
            if (!faults.real()) {
              save.get();
            }
          }
          Awaitility.await("every save to look whether its session is there")
              .atMost(SOON)
              .pollInterval(Duration.ofMillis(5))
              .until(() -> redis.calls("exists") >= looked + USERS);
          loggedOut =
              others.stream()
                  .map(tab -> other.browser(tab.id()).logout())
                  .filter(status -> status == 204)
                  .count();
          between = saves.stream().filter(save -> !save.isDone()).count();
        }
        for (Future<Integer> save : saves) {
          save.get();
        }
        long refused = others.stream().filter(tab -> tab.put("late", "yes") == 401).count();
        long left = redis.judge().sync().dbsize();
        return new Ended(between, loggedOut, left, refused);
      }
    }

    @Override
    public void holds(Ended seen) {
      assertThat(seen.loggedOut()).isEqualTo(USERS);
      assertThat(seen.left()).isZero();
      assertThat(seen.refused()).isEqualTo(USERS);
    }

    @Override
    public void breaks(Ended seen) {
      assertThat(seen.loggedOut()).isEqualTo(USERS);
      assertThat(seen.left()).isEqualTo(USERS);
      assertThat(seen.refused()).isZero();
    }

    @Override
    public void felt(Ended seen) {
      assertThat(seen.between()).isEqualTo(USERS);
    }

    @Override
    public String figure(Ended seen) {
      return "%d of %d sessions back".formatted(seen.left(), USERS);
    }
  }
}
