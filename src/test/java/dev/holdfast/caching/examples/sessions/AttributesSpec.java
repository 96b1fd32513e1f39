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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** What is left of what several requests write to one session at once? */
@Specification(Outline.CACHING_EXAMPLES)
class AttributesSpec {
  @Claim(
      says = "Requests that set attributes of one session at once lose none of each other's",
      limit = "of two that set the same attribute, the later one's value stays",
      source = "Redis manual, HSET; Kleppmann, Designing Data-Intensive Applications, Lost Updates",
      warmUp = true)
  class AttributesAllStay
      implements Experiment<Function<Ground, Sessions>, AttributesAllStay.Written> {
    static final int REQUESTS = 5;
    static final Duration LATE = Duration.ofSeconds(1); // until all have asked, which is ms
    static final Duration SOON = Duration.ofSeconds(5);

    private final Redis redis;
    private final Faults faults;
    private final Link link;

    AttributesAllStay(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    /**
     * @param together requests without an answer when Redis had heard of all
     * @param done requests that were told that their attribute is set
     * @param attributes of the session in the end
     */
    record Written(long together, int done, int attributes) {}

    @Subject(SessionStore.class)
    Function<Ground, Sessions> one_field_each() {
      return Ground::store;
    }

    @Control(differs = "a session is one value, which is read, changed and written back")
    Function<Ground, Sessions> one_value() {
      return NaiveWholeObject::new;
    }

    @Peer(
        artifact = "org.springframework.session:spring-session-data-redis",
        configured = "RedisSessionRepository, flush mode and save mode as they are by default")
    Function<Ground, Sessions> spring_session() {
      return SpringSessions::new;
    }

    @Override
    public Written run(Function<Ground, Sessions> kind) throws Exception {
      try (Site slow = new Site(redis.uri(link), kind);
          Site other = new Site(redis.uri(), kind);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Browser browser = slow.browser();
        browser.open();
        browser.put("seen", "yes");
        long asked = asked();
        List<Future<Integer>> requests = new ArrayList<>();
        long together;
        try (Fault _ = faults.latency(link, LATE)) {
          for (int i = 0; i < REQUESTS; i++) {
            String name = "of-request-" + i;
            Future<Integer> request = threads.submit(() -> browser.put(name, "yes"));
            requests.add(request);
            if (!faults.real()) {
              request.get();
            }
          }
          Awaitility.await("Redis to hear of every request")
              .atMost(SOON)
              .pollInterval(Duration.ofMillis(5))
              .until(() -> asked() >= asked + REQUESTS);
          together = requests.stream().filter(request -> !request.isDone()).count();
        }
        int done = 0;
        for (Future<Integer> request : requests) {
          done += request.get() == 204 ? 1 : 0;
        }
        Map<String, String> attributes =
            other.browser(browser.id()).find().jsonPath().getMap("attributes");
        return new Written(together, done, attributes.size());
      }
    }

    /** Sessions that were read to be changed, or changed at once. */
    private long asked() {
      return redis.calls("get") + redis.calls("hgetall") + redis.calls("hset");
    }

    @Override
    public void holds(Written seen) {
      assertThat(seen.done()).isEqualTo(REQUESTS);
      assertThat(seen.attributes()).isEqualTo(1 + REQUESTS);
    }

    @Override
    public void breaks(Written seen) {
      assertThat(seen.done()).isEqualTo(REQUESTS);
      assertThat(seen.attributes()).isEqualTo(2); // the one before, and the last one's
    }

    @Override
    public void felt(Written seen) {
      assertThat(seen.together()).isEqualTo(REQUESTS);
    }

    @Override
    public String figure(Written seen) {
      return "%d of %d lost".formatted(1 + REQUESTS - seen.attributes(), REQUESTS);
    }
  }
}
