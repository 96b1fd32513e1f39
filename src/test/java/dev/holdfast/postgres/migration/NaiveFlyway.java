package dev.holdfast.postgres.migration;

import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Flyway as it comes. */
final class NaiveFlyway {
  private final FluentConfiguration flyway;

  NaiveFlyway(FluentConfiguration flyway) {
    this.flyway = flyway;
  }

  void migrate() {
    flyway.load().migrate();
  }
}
