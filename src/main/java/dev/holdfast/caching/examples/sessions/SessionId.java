package dev.holdfast.caching.examples.sessions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a browser knows its session by: a tag that stays, and a secret that another one takes the
 * place of at login. A session's keys have its tag in braces, so that a cluster keeps them in one
 * slot; of the secret they have the digest, so that who reads Redis cannot take a session over.
 *
 * <p>Immutable. Source: OWASP, Session Management Cheat Sheet: at least 64 bits of entropy.
 */
record SessionId(String tag, String secret) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TAG_BYTES = 9; // only to spread sessions over slots
  private static final int SECRET_BYTES = 24; // nobody guesses 192 bits
  private static final Pattern FORM = Pattern.compile("([\\w-]{12})\\.([\\w-]{32})");
  private static final String PREFIX = "session:";

  static SessionId fresh() {
    return new SessionId(random(TAG_BYTES), random(SECRET_BYTES));
  }

  /** Of what a browser sent, which may be anything; null when it is no id. */
  static @Nullable SessionId of(@Nullable String text) {
    var parts = FORM.matcher(text == null ? "" : text);
    return parts.matches() ? new SessionId(parts.group(1), parts.group(2)) : null;
  }

  /** An id that nobody knows yet, in the same slot. */
  SessionId renewed() {
    return new SessionId(tag, random(SECRET_BYTES));
  }

  /** Where the session stands. */
  String key() {
    return PREFIX + "{" + tag + "}:" + digest(secret);
  }

  /** What a session may be called before others: its key's part, which says nothing of the id. */
  static String name(String key) {
    return key.substring(PREFIX.length());
  }

  @Override
  public String toString() {
    return tag + "." + secret;
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return encode(random);
  }

  private static String digest(String secret) {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      return encode(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
