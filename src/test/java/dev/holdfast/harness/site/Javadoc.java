package dev.holdfast.harness.site;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A type's Javadoc as plain paragraphs.
 *
 * @param first its first sentence, or empty where there is none
 * @param rest what follows, paragraph by paragraph
 */
record Javadoc(String first, List<String> rest) {
  private static final Pattern INLINE = Pattern.compile("\\{@\\w+\\s+([^}]*)}");
  private static final Pattern SENTENCE =
      Pattern.compile("(.*?[.?!])(?:\\s+|$)(.*)", Pattern.DOTALL);

  /**
   * Of the type of this name: the last comment before its declaration, with nothing but annotations
   * and modifiers between.
   */
  static Javadoc of(String source, String type) {
    Matcher comment =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*|\\w+(?:-\\w+)?\\s+)*?"
                    + "(?:class|record|interface|enum)\\s+"
                    + Pattern.quote(type)
                    + "\\b",
                Pattern.DOTALL)
            .matcher(source);
    return comment.find() ? parse(comment.group(1)) : new Javadoc("", List.of());
  }

  private static Javadoc parse(String comment) {
    String text = comment.replaceAll("(?m)^\\s*\\*", " ");
    text = text.replaceFirst("(?ms)^\\s*@(?:param|author|see|since|throws|return).*", "");
    List<String> paragraphs =
        Stream.of(text.split("<p>", -1))
            .map(Javadoc::plain)
            .filter(paragraph -> !paragraph.isEmpty())
            .toList();
    if (paragraphs.isEmpty()) {
      return new Javadoc("", List.of());
    }
    Matcher sentence = SENTENCE.matcher(paragraphs.getFirst());
    if (!sentence.matches()) {
      return new Javadoc(paragraphs.getFirst(), paragraphs.subList(1, paragraphs.size()));
    }
    Stream<String> rest = Stream.concat(Stream.of(sentence.group(2)), paragraphs.stream().skip(1));
    return new Javadoc(sentence.group(1), rest.filter(paragraph -> !paragraph.isBlank()).toList());
  }

  private static String plain(String paragraph) {
    String text =
        INLINE.matcher(paragraph).replaceAll(match -> Matcher.quoteReplacement(match.group(1)));
    text = text.replaceAll("</?\\w+[^>]*>", "");
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
