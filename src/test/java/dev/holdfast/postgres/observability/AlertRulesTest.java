package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class AlertRulesTest {
  private static final Duration EVERY = Duration.ofSeconds(15);
  private static final Duration HIKARI_DEFAULT = Duration.ofSeconds(30);

  @Test
  void scrapes_too_far_apart_for_an_alert_in_time_are_refused() {
    assertThatThrownBy(() -> new AlertRules(EVERY, EVERY, HIKARI_DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give up after PT30S")
        .hasMessageContaining("PT46S");
  }

  @Test
  void no_time_between_scrapes_is_refused() {
    assertThatThrownBy(() -> new AlertRules(Duration.ZERO, EVERY, HIKARI_DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 ms");
  }

  @Test
  void every_series_of_the_package_that_a_rule_reads_is_exported() {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var nowhere = new PGSimpleDataSource();
    new AbandonedSlots(nowhere, "cdc_", 1 << 30, meters);
    new ForgottenTransactions(nowhere, Duration.ofSeconds(5), meters);
    String rules =
        new AlertRules(Duration.ofSeconds(5), Duration.ofSeconds(5), HIKARI_DEFAULT).text();
    String exported = meters.scrape();
    assertThat(Pattern.compile("\\bpostgres_\\w+").matcher(rules).results())
        .hasSize(4)
        .allSatisfy(series -> assertThat(exported).contains("# TYPE " + series.group() + " gauge"));
  }
}
