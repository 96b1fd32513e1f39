package dev.holdfast.harness.site;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Java source to be shown: what it is, where it stands, and its text in pieces that a style can
 * tell apart.
 *
 * @param says the first sentence of its Javadoc, or empty
 * @param file from the project's root
 */
public record Code(String name, String says, String file, long lines, List<Token> tokens) {
  private static final List<String> KINDS =
      List.of("comment", "string", "annotation", "keyword", "number", "type");

  /** In this order: what is in a comment or a string is nothing else. */
  private static final Pattern TOKENS =
      Pattern.compile(
          "(?<comment>//[^\\n"
              + "]*|/\\*.*?\\*/)|(?<string>\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n"
              + "])*\"|'(?:\\\\.|[^'\\\\\\n"
              + "])*')|(?<annotation>@\\w+)"
              + "|(?<keyword>\\b(?:abstract|assert|boolean|break|byte|case|catch|char|class|continue|default|do|double"
              + "|else|enum|extends|false|final|finally|float|for|if|implements|import|instanceof|int|interface|long|new"
              + "|null|package|permits|private|protected|public|record|return|sealed|short|static|super|switch"
              + "|synchronized|this|throw|throws|transient|true|try|var|void|volatile|when|while|yield)\\b)"
              + "|(?<number>\\b\\d[\\w.]*)|(?<type>\\b[A-Z]\\w*[a-z]\\w*)",
          Pattern.DOTALL);

  private static final Pattern HEAD = Pattern.compile("\\A(?:\\s*(?:package|import) [^;]+;)*\\s*");

  /** A piece of source of one kind; plain text has the empty one. */
  public record Token(String kind, String text) {}

  static Code of(String name, String file, String source) {
    String text = source.strip();
    return new Code(name, Javadoc.of(text, name).first(), file, text.lines().count(), tokens(text));
  }

  /** A file without its package and imports, which say little to a reader. */
  static Code file(String name, String file, String source) {
    return of(name, file, HEAD.matcher(source).replaceFirst(""));
  }

  /**
   * Moves a member that was cut out of its class to the left margin: its first line is there
   * already.
   */
  static String dedented(String member) {
    int indent =
        member
            .lines()
            .skip(1)
            .filter(line -> !line.isBlank())
            .mapToInt(Code::indent)
            .min()
            .orElse(0);
    Stream<String> rest =
        member.lines().skip(1).map(line -> line.substring(Math.min(indent, indent(line))));
    return String.join("\n", Stream.concat(member.lines().limit(1), rest).toList());
  }

  static List<Token> tokens(String source) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKENS.matcher(source);
    int end = 0;
    while (matcher.find()) {
      if (matcher.start() > end) {
        tokens.add(new Token("", source.substring(end, matcher.start())));
      }
      String kind =
          KINDS.stream().filter(name -> matcher.group(name) != null).findFirst().orElseThrow();
      tokens.add(new Token(kind, matcher.group()));
      end = matcher.end();
    }
    if (end < source.length()) {
      tokens.add(new Token("", source.substring(end)));
    }
    return tokens;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
