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
import dev.holdfast.harness.faults.Faults;
import java.util.function.Function;

/** What is an id worth that was known before the login? */
@Specification(Outline.CACHING_EXAMPLES)
class LoginSpec {
  @Claim(
      says = "An id from before a login opens nothing after it, whoever has planted it",
      limit = "who reads the id that the browser gets at the login is in, as with any cookie",
      source =
          "OWASP, Session Management Cheat Sheet: Renew the Session ID After Any Privilege"
              + " Level Change",
      warmUp = true)
  class TheOldIdIsDead implements Experiment<Function<Ground, Sessions>, TheOldIdIsDead.Entered> {
    static final int VICTIMS = 5;

    private final Redis redis;
    private final Faults faults;

    TheOldIdIsDead(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    /**
     * @param planted victims who logged in with an id that the attacker knew
     * @param kept victims who are logged in, and have what they had before
     * @param entered victims as whom the attacker is logged in
     */
    record Entered(int planted, int kept, int entered) {}

    @Subject({SessionStore.class, SessionApi.class})
    Function<Ground, Sessions> the_session_moves() {
      return Ground::store;
    }

    @Control(differs = "the session is copied to its new id, and stays under the old one")
    Function<Ground, Sessions> the_session_is_copied() {
      return NaiveCopy::new;
    }

    @Peer(
        artifact = "org.springframework.session:spring-session-data-redis",
        configured = "RedisSessionRepository; changeSessionId at login, as Spring Security does it")
    Function<Ground, Sessions> spring_session() {
      return SpringSessions::new;
    }

    @Override
    public Entered run(Function<Ground, Sessions> kind) throws Exception {
      try (Site site = new Site(redis.uri(), kind)) {
        int planted = 0;
        int kept = 0;
        int entered = 0;
        for (int i = 0; i < VICTIMS; i++) {
          String user = "user-" + i;
          Browser attacker = site.browser();
          attacker.open();
          Browser own = site.browser();
          own.open();
          String id = faults.instead("the attacker's id is planted", own.id(), attacker.id());
          planted += id.equals(attacker.id()) ? 1 : 0;
          Browser victim = site.browser(id);
          victim.put("cart", "full");
          victim.login(user);
          var seen = victim.find().jsonPath();
          boolean whole =
              user.equals(seen.get("user")) && "full".equals(seen.get("attributes.cart"));
          kept += whole ? 1 : 0;
          entered += user.equals(attacker.find().jsonPath().get("user")) ? 1 : 0;
        }
        return new Entered(planted, kept, entered);
      }
    }

    @Override
    public void holds(Entered seen) {
      assertThat(seen.kept()).isEqualTo(VICTIMS);
      assertThat(seen.entered()).isZero();
    }

    @Override
    public void breaks(Entered seen) {
      assertThat(seen.kept()).isEqualTo(VICTIMS);
      assertThat(seen.entered()).isEqualTo(VICTIMS);
    }

    @Override
    public void felt(Entered seen) {
      assertThat(seen.planted()).isEqualTo(VICTIMS);
    }

    @Override
    public String figure(Entered seen) {
      return "%d of %d sessions entered".formatted(seen.entered(), VICTIMS);
    }
  }
}
