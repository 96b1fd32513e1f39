package dev.holdfast.harness.evidence;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The source of a claim, as it stands in the project: for its digest and for its page. */
public final class SpecSource {
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path MAIN = Path.of("src/main/java");
  private static final int DIGEST_CHARACTERS = 16;

  /**
   * Literals, which count to the letter; then comments and white space, which do not. Nothing is
   * repeated a character at a time: a long text must not need a deep stack.
   */
  private static final Pattern TOKENS =
      Pattern.compile(
          "("
              + "\"\"\"[^\"\\\\]*+(?:(?:\\\\.|\"(?!\"\"))[^\"\\\\]*+)*+\"\"\""
              + "|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\""
              + "|'[^'\\\\\\n]*+(?:\\\\.[^'\\\\\\n]*+)*+'"
              + ")|//[^\\n]*+|/\\*.*?\\*/|\\s++",
          Pattern.DOTALL);

  private static final Pattern TYPE_NAMES = Pattern.compile("\\b[A-Z]\\w*");

  private final Path file;
  private final String text;
  private final String shared;

  private SpecSource(Path file, String text, String shared) {
    this.file = file;
    this.text = text;
    this.shared = shared;
  }

  /** The source of a claim's class, cut out of its specification. */
  public static SpecSource of(Class<?> claim) {
    return of(file(TESTS, claim.getName()), claim.getSimpleName());
  }

  static SpecSource of(Path file, String claim) {
    SourceFile source = new SourceFile(file);
    String text =
        source
            .nested(claim)
            .orElseThrow(() -> new IllegalStateException(claim + " is not in " + file));
    return new SpecSource(file, text, source.membersBesides("Claim"));
  }

  /** The source file of a production class, where it exists. */
  public static Optional<String> production(String className) {
    Path file = file(MAIN, className);
    return Files.exists(file) ? Optional.of(SourceFile.read(file)) : Optional.empty();
  }

  /** The specification's file, from the project's root. */
  public Path file() {
    return file;
  }

  /** The claim's whole class, as written. */
  public String text() {
    return text;
  }

  /** One method of the claim, as written: {@code run}. */
  public static Optional<String> method(Class<?> claim, String method) {
    return new SourceFile(file(TESTS, claim.getName())).method(claim.getSimpleName(), method);
  }

  /**
   * A digest of the experiment: of the claim, of what its specification's claims share, and of the
   * classes beside it that these name, and so on: its controls, its load, its processes. Comments
   * and layout do not count; everything else does, so that a loosened bound is a change wherever it
   * stands.
   */
  public String digest() {
    TreeMap<String, String> beside = new TreeMap<>();
    Deque<String> unread = new ArrayDeque<>();
    unread.add(text);
    unread.add(shared);
    while (!unread.isEmpty()) {
      Matcher names = TYPE_NAMES.matcher(written(unread.remove(), " "));
      while (names.find()) {
        Path named = file.resolveSibling(names.group() + ".java");
        if (!named.equals(file) && !beside.containsKey(names.group()) && Files.exists(named)) {
          String source = SourceFile.read(named);
          beside.put(names.group(), normalised(source));
          unread.add(source);
        }
      }
    }
    return sha256(normalised(text) + normalised(shared) + String.join("", beside.values()))
        .substring(0, DIGEST_CHARACTERS);
  }

  static String normalised(String source) {
    return written(source, "");
  }

  /** The source with this in place of every comment and every gap. */
  private static String written(String source, String gap) {
    return TOKENS
        .matcher(source)
        .replaceAll(
            match -> match.group(1) == null ? gap : Matcher.quoteReplacement(match.group(1)));
  }

  private static Path file(Path root, String className) {
    int nested = className.indexOf('$');
    return root.resolve(
        (nested < 0 ? className : className.substring(0, nested)).replace('.', '/') + ".java");
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
