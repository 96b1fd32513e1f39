package dev.holdfast.harness.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private final Redaction redaction = Redaction.of(paths(), "build-7");

  @Test
  void projectPathsAreShownFromTheProject() {
    assertThat(redaction.of("no /work/tree/target/x in /work/treehouse"))
        .isEqualTo("no ./target/x in ~/treehouse");
  }

  @Test
  void homesAreHiddenWhoeverOwnsThem() {
    assertThat(redaction.of("at /home/jane/.m2 and (/Users/joe)")).isEqualTo("at ~/.m2 and (~)");
  }

  @Test
  void theHostIsHiddenWhereItIsAWholeName() {
    assertThat(redaction.of("build-7:5432, build-70")).isEqualTo("<host>:5432, build-70");
  }

  @Test
  void secretsAreHiddenAndTheirNamesStay() {
    assertThat(redaction.of("password=hunter2, \"apiKey\": \"abc\" redis://joe:pw@db:6379"))
        .isEqualTo("password=***, \"apiKey\": \"***\" redis://***@db:6379");
    assertThat(redaction.of("Authorization: Bearer abc.def"))
        .isEqualTo("Authorization: Bearer ***");
  }

  @Test
  void fencingTokensAndRootsAreNoSecrets() {
    assertThat(redaction.of("token=34 and token: 35")).isEqualTo("token=34 and token: 35");
    assertThat(Redaction.of(Map.of("/", "~"), "ci").of("ci /a/b")).isEqualTo("ci /a/b");
  }

  private static Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("/work/tree", ".");
    paths.put("/work", "~");
    return paths;
  }
}
