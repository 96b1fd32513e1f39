package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What does a policy refuse before any connection is made? */
class TlsPolicyTest {
  @TempDir private Path folder;

  @Test
  void a_file_that_is_not_there_is_refused_by_its_name() {
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> new TlsPolicy(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void a_file_without_a_certificate_is_refused() throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----");
    assertThatThrownBy(() -> new TlsPolicy(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no certificate");
  }

  @Test
  void a_data_source_that_brings_its_own_judgement_is_refused() throws IOException {
    var factory = new PGSimpleDataSource();
    factory.setSslfactory("org.postgresql.ssl.NonValidatingFactory");
    var verifier = new PGSimpleDataSource();
    verifier.setSslHostnameVerifier("acme.EveryName");
    TlsPolicy policy = policy();
    assertThatThrownBy(() -> policy.applyTo(factory)).hasMessageContaining("NonValidatingFactory");
    assertThatThrownBy(() -> policy.applyTo(verifier)).hasMessageContaining("acme.EveryName");
  }

  @Test
  void a_weaker_mode_is_replaced() throws IOException {
    var source = new PGSimpleDataSource();
    source.setSslMode("require");
    policy().applyTo(source);
    assertThat(source.getSslMode()).isEqualTo("verify-full");
    assertThat(source.getChannelBinding()).isEqualTo("require");
  }

  private TlsPolicy policy() throws IOException {
    return new TlsPolicy(
        Files.writeString(folder.resolve("ours.pem"), "-----BEGIN CERTIFICATE-----"));
  }
}
