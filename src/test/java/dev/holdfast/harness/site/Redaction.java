package dev.holdfast.harness.site;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what is no reader's business: where on which machine it was made, and what
 * looks like a secret. A net under the specs, which should not record such things in the first
 * place; it knows common forms, not every one.
 */
final class Redaction {
  /** Shorter ones are parts of others: a home {@code /}, a host named {@code ci}. */
  private static final int SHORTEST = 4;

  /** Not every token is one to hide: a fencing token is what a claim is about. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:password|passwd|pwd|secret|api[-_ ]?key|(?:access|auth|refresh|session)[-_ ]?token)"
              + "[\"']?\\s*[=:]\\s*[\"']?|\\bbearer )[^\\s\"',;&)}]+");

  private static final Pattern USER_INFO =
      Pattern.compile("(\\b[a-z][a-z0-9+.-]*://)[^/\\s:@]*:[^/\\s@]+@");
  private static final Pattern HOME = Pattern.compile("(?<![\\w.])/(?:home|Users)/[^/\\s\"':)]+");

  private final Map<Pattern, String> names;

  private Redaction(Map<Pattern, String> names) {
    this.names = names;
  }

  /** Knows this process's own project, home, JDK, temporary directory and host. */
  static Redaction ofThisMachine() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put(Path.of("").toAbsolutePath().toString(), ".");
    paths.put(System.getProperty("java.home"), "<jdk>");
    paths.put(System.getProperty("user.home"), "~");
    paths.put(System.getProperty("java.io.tmpdir"), "<tmp>");
    return of(paths, host());
  }

  static Redaction of(Map<String, String> paths, String host) {
    Map<Pattern, String> names = new LinkedHashMap<>();
    // The project's directory comes first: it may lie below another one of these.
    paths.entrySet().stream()
        .filter(path -> path.getKey().length() >= SHORTEST)
        .forEach(
            path ->
                names.put(
                    Pattern.compile("(?<!\\w)" + Pattern.quote(path.getKey()) + "(?![\\w-])"),
                    path.getValue()));
    if (host.length() >= SHORTEST && !host.equals("localhost")) {
      names.put(Pattern.compile("(?<![\\w-])" + Pattern.quote(host) + "(?![\\w-])"), "<host>");
    }
    return new Redaction(names);
  }

  String of(String text) {
    String clean = SECRET.matcher(text).replaceAll("$1***");
    clean = USER_INFO.matcher(clean).replaceAll("$1***@");
    for (Map.Entry<Pattern, String> name : names.entrySet()) {
      clean = name.getKey().matcher(clean).replaceAll(Matcher.quoteReplacement(name.getValue()));
    }
    return HOME.matcher(clean).replaceAll("~");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      // A host that does not know its own name cannot have written it anywhere.
      return "";
    }
  }
}
