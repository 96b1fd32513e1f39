package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.ServerVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotNullPhaserTest {

  @ParameterizedTest
  @CsvSource({
    "12, PROVEN_BY_A_CHECK",
    "17, PROVEN_BY_A_CHECK",
    "18, NOT_NULL_NOT_VALID",
    "19, NOT_NULL_NOT_VALID"
  })
  void the_servers_version_decides_the_path(int major, NotNullPhaser.Path path) {
    var server = new ServerVersion(major, major + ".0");
    assertThat(NotNullPhaser.Path.of(server)).isEqualTo(path);
  }
}
