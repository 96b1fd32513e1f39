package dev.holdfast.postgres.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.common.BaseDataSource;

/**
 * Lets connections go to the server that is meant, and to no other: encrypted, to a server whose
 * certificate is of these authorities and bears the name that was asked for, and which proves that
 * it knows the password without being told it.
 *
 * <p>The driver's own default encrypts when the server offers it, and believes whatever it shows.
 *
 * <p>Limits: certificates are not looked up in revocation lists; a password with an MD5 hash in the
 * server must be set again first. What is set on the data source after this, its URL above all, may
 * undo it. Through a pooler it speaks of the pooler's certificate, and most poolers cannot do
 * channel binding.
 *
 * <p>Immutable, thread-safe. Source: pgjdbc manual, "Using SSL" and {@code channelBinding}; RFC
 * 5802, section 6.
 *
 * @param authorities a file with the certificates of the authorities, as PEM: while one takes over
 *     from another, both
 */
public record TlsPolicy(Path authorities) {
  public TlsPolicy {
    try {
      if (!Files.readString(authorities).contains("-----BEGIN CERTIFICATE-----")) {
        throw new IllegalArgumentException(
            "authorities: %s holds no certificate as PEM".formatted(authorities));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "authorities: %s cannot be read; take the file of your server's authority"
              .formatted(authorities),
          e);
    }
  }

  /**
   * Applies it to all connections of a data source that are made from now on.
   *
   * @throws IllegalStateException when the data source brings classes of its own that decide whom
   *     to believe
   */
  public void applyTo(BaseDataSource source) {
    mustBeTheDefault(PGProperty.SSL_FACTORY, source.getSslfactory());
    mustBeTheDefault(PGProperty.SSL_HOSTNAME_VERIFIER, source.getSslHostnameVerifier());
    source.setSslMode("verify-full");
    source.setSslRootCert(authorities.toString());
    // Implies SCRAM: no other way of login binds the password to this very connection.
    source.setChannelBinding("require");
  }

  private static void mustBeTheDefault(PGProperty property, @Nullable String value) {
    if (!Objects.equals(value, property.getDefaultValue())) {
      throw new IllegalStateException(
          "%s is %s, which may believe any server; remove it".formatted(property.getName(), value));
    }
  }
}
