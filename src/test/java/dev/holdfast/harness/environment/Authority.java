package dev.holdfast.harness.environment;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that is made in a run, for a day, and that nobody outside of it knows.
 */
public final class Authority {
  private static final Duration VALID = Duration.ofDays(1);
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 64;

  private final X500Name name;
  private final KeyPair keys = keys();
  private final X509Certificate certificate;

  public Authority(String name) {
    this.name = new X500Name("CN=" + name);
    this.certificate = certificate(this.name, keys, new BasicConstraints(true), List.of());
  }

  /** Its own certificate, as clients are given it. */
  public String pem() {
    return pem(certificate);
  }

  /** A server's certificate and key. */
  public Identity certify(String host) {
    boolean address = host.matches("[0-9.]+|.*:.*");
    KeyPair own = keys();
    X509Certificate signed =
        certificate(
            new X500Name("CN=server"),
            own,
            new BasicConstraints(false),
            List.of(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host)));
    return new Identity(pem(signed), pem(own.getPrivate()));
  }

  private X509Certificate certificate(
      X500Name subject, KeyPair of, BasicConstraints may, List<GeneralName> hosts) {
    Instant now = Instant.now();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, RANDOM),
              Date.from(now.minus(CLOCKS_DIFFER_BY)),
              Date.from(now.plus(VALID)),
              subject,
              of.getPublic());
      builder.addExtension(Extension.basicConstraints, true, may);
      if (!hosts.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(hosts.toArray(GeneralName[]::new)));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("no certificate for " + subject, e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JRE has P-256", e);
    }
  }

  private static String pem(Object object) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
    } catch (IOException e) {
      throw new IllegalStateException("could not write as PEM", e);
    }
    return text.toString();
  }

  /** A certificate and the key that belongs to it, as PEM. */
  public record Identity(String certificate, String key) {}
}
