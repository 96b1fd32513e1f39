package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotNullPhaserTest {

  @ParameterizedTest
  @CsvSource({
    "120000, PROVEN_BY_A_CHECK",
    "170011, PROVEN_BY_A_CHECK",
    "180000, NOT_NULL_NOT_VALID",
    "190001, NOT_NULL_NOT_VALID"
  })
  void the_servers_version_decides_the_path(int serverVersion, NotNullPhaser.Path path) {
    assertThat(NotNullPhaser.Path.of(serverVersion)).isEqualTo(path);
  }
}
