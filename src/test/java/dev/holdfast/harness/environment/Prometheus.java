package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The Prometheus of the run, empty when the arm begins; scrapes one application of the arm's, once
 * it is told to, and evaluates the arm's rules.
 *
 * <p>All its times are of its own clock: what it saw first is told by them, and by nothing else.
 */
public final class Prometheus implements AutoCloseable {
  /** Between two scrapes, and between two evaluations of the rules. */
  public static final Duration INTERVAL = Duration.ofMillis(100);

  private static final String ALL_OF_THE_ARM = "[10m]"; // no arm takes as long
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final PrometheusNode node;
  private @Nullable Link application;

  Prometheus(PrometheusNode node) {
    this.node = node;
  }

  /**
   * Loads the rules, and returns once the application was scraped; once an arm.
   *
   * @param rules a rule file's text
   * @param process serves its metrics under {@code /metrics}
   */
  public void watch(String rules, AppProcess process) {
    if (application != null) {
      throw new IllegalStateException("the Prometheus of this arm watches an application already");
    }
    node.load(rules);
    application =
        node.scrape(
            process.upstream(
                new Upstream.Knock(
                    "GET /metrics HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 1)));
    awaitScrapes(1);
  }

  /** Waits for so many more scrapes that the application answers. */
  public void awaitScrapes(int more) {
    long enough = answered() + more;
    Awaitility.await("scrapes that the application answers")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> answered() >= enough);
  }

  /**
   * What it stored of these series since the arm began, in the order of time: a sample for each
   * scrape that had it, or for each evaluation of a rule that came to it.
   *
   * @param series a selector: {@code ALERTS{alertstate="firing"}}
   */
  public List<Sample> samples(String series) {
    List<Sample> samples = new ArrayList<>();
    for (JsonNode one : node.query(series + ALL_OF_THE_ARM)) {
      for (JsonNode sample : one.path("values")) {
        samples.add(
            new Sample(sample.get(0).asDouble(), Double.parseDouble(sample.get(1).asString())));
      }
    }
    samples.sort(Comparator.comparingDouble(Sample::at));
    return samples;
  }

  private long answered() {
    return samples("up").stream().filter(up -> up.value() == 1).count();
  }

  @Override
  public void close() {
    if (application != null) {
      node.rest(application);
    }
  }

  /**
   * @param at seconds of Prometheus's clock
   */
  public record Sample(double at, double value) {}
}
