package dev.holdfast.harness.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * How a PostgreSQL greets whoever comes: seen by a client of the harness's own, which believes
 * everything.
 *
 * @param tls whether it speaks TLS
 * @param issuer who certified it; empty without TLS
 * @param hosts the names that its certificate bears
 */
public record Greeting(boolean tls, String issuer, List<String> hosts) {
  private static final byte[] SSL_REQUEST =
      ByteBuffer.allocate(8).putInt(8).putInt(80_877_103).array();
  private static final int LIMIT_MILLIS = 10_000;

  static Greeting of(String host, int port) {
    try (Socket plain = new Socket(host, port)) {
      plain.setSoTimeout(LIMIT_MILLIS);
      plain.getOutputStream().write(SSL_REQUEST);
      if (plain.getInputStream().read() != 'S') {
        return new Greeting(false, "", List.of());
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Believer()}, null);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        socket.startHandshake();
        return of((X509Certificate) socket.getSession().getPeerCertificates()[0]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no greeting from " + host + ":" + port, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS in this JRE, or no certificate to read", e);
    }
  }

  private static Greeting of(X509Certificate certificate) throws GeneralSecurityException {
    List<String> hosts = new ArrayList<>();
    var names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      names.forEach(name -> hosts.add(String.valueOf(name.get(1))));
    }
    return new Greeting(true, certificate.getIssuerX500Principal().getName(), hosts);
  }

  /** Takes every certificate: it is there to look, and says nothing that matters. */
  private static final class Believer implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
