package dev.holdfast.harness.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does a claim's digest change with its experiment, and with nothing else? */
class ClaimDigestTest {
  private static final String SPEC =
      """
      package example;

      /** Is it so? */
      @Specification(Outline.CACHING_STAMPEDE)
      class ExampleSpec {
        static final int SHARED = 3;

        @Claim(says = "it is so", limit = "here", source = "none")
        class ItIsSo implements Experiment<Thing, Seen> {
          static final int BOUND = 100;
          static final String URL = "http://example.org"; // not a comment: "//"

          @Subject
          Thing ours() {
            return new Thing();
          }

          @Control(differs = "does not wait")
          Thing naive() {
            return new NaiveThing();
          }

          @Override
          public void holds(Seen seen) {
            assertThat(seen.most()).isLessThan(BOUND * SHARED);
          }
        }

        @Claim(says = "another thing", limit = "there", source = "none")
        class AnotherThing implements Experiment<Thing, Seen> {
          static final int BOUND = 7;
        }

        record Seen(int most) {}
      }
      """;
  private static final String NAIVE =
      """
      package example;

      final class NaiveThing extends Thing {
        int waits() {
          return Load.NONE;
        }
      }
      """;
  private static final String LOAD =
      """
      package example;

      final class Load {
        static final int NONE = 0;
      }
      """;

  @TempDir private Path folder;
  private String before = "";

  @BeforeEach
  void write() throws IOException {
    write("ExampleSpec", SPEC);
    write("NaiveThing", NAIVE);
    write("Load", LOAD);
    write("Stranger", "class Stranger {}");
    before = digest();
  }

  @Test
  void it_is_the_same_for_the_same_source() {
    assertThat(digest()).isEqualTo(before).matches("[0-9a-f]{16}");
  }

  @Test
  void it_ignores_comments() throws IOException {
    write("ExampleSpec", SPEC.replace("class ItIsSo", "/* a {@code Stranger} \n */ class ItIsSo"));
    assertThat(digest()).isEqualTo(before);
    write("ExampleSpec", SPEC.replace("BOUND = 100;", "BOUND = 100; // as Stranger says"));
    assertThat(digest()).isEqualTo(before);
    write("NaiveThing", NAIVE.replace("return", "// never waits\n return"));
    assertThat(digest()).isEqualTo(before);
  }

  @Test
  void it_ignores_layout() throws IOException {
    write("ExampleSpec", SPEC.replace("  ", "\t").replace("(Seen seen)", "(\n Seen seen )"));
    assertThat(digest()).isEqualTo(before);
  }

  @Test
  void it_changes_with_a_bound() throws IOException {
    write("ExampleSpec", SPEC.replace("BOUND = 100", "BOUND = 101"));
    assertThat(digest()).isNotEqualTo(before);
  }

  @Test
  void it_changes_with_a_bound_that_claims_share() throws IOException {
    write("ExampleSpec", SPEC.replace("SHARED = 3", "SHARED = 4"));
    assertThat(digest()).isNotEqualTo(before);
  }

  @Test
  void it_changes_with_a_judge() throws IOException {
    write("ExampleSpec", SPEC.replace("isLessThan(", "isLessThanOrEqualTo("));
    assertThat(digest()).isNotEqualTo(before);
  }

  @Test
  void it_changes_with_a_literal_that_looks_like_a_comment() throws IOException {
    write("ExampleSpec", SPEC.replace("\"http://example.org\"", "\"http://example.com\""));
    assertThat(digest()).isNotEqualTo(before);
  }

  @Test
  void it_changes_with_the_body_of_a_naive_class() throws IOException {
    write("NaiveThing", NAIVE.replace("Load.NONE", "Load.NONE + 1"));
    assertThat(digest()).isNotEqualTo(before);
  }

  @Test
  void it_changes_with_what_a_naive_class_uses() throws IOException {
    write("Load", LOAD.replace("NONE = 0", "NONE = 1"));
    assertThat(digest()).isNotEqualTo(before);
  }

  @Test
  void it_does_not_change_with_another_claim_of_its_specification() throws IOException {
    write("ExampleSpec", SPEC.replace("BOUND = 7", "BOUND = 8"));
    assertThat(digest()).isEqualTo(before);
  }

  @Test
  void it_does_not_change_with_a_class_that_it_does_not_name() throws IOException {
    write("Stranger", "class Stranger { int changed; }");
    assertThat(digest()).isEqualTo(before);
  }

  @Test
  void strings_keep_what_looks_like_a_comment_or_a_gap() {
    assertThat(normalised("a = \"x // y  /* z */\"; // gone")).isEqualTo("a=\"x // y  /* z */\";");
    assertThat(normalised("a = \"\\\" // in\"; // gone")).isEqualTo("a=\"\\\" // in\";");
    assertThat(normalised("a = \"\\\\\"; // gone")).isEqualTo("a=\"\\\\\";");
  }

  @Test
  void text_blocks_keep_what_looks_like_a_comment_or_an_end() {
    String block = "\"\"\"\n  one // two\n  \"quoted\" \"\" \\\"\"\" /* on */ \\\\\"\"\"";
    assertThat(normalised("a = " + block + "; /* gone */ b")).isEqualTo("a=" + block + ";b");
  }

  @Test
  void characters_keep_quotes() {
    assertThat(normalised("a = '\"'; // \" gone")).isEqualTo("a='\"';");
    assertThat(normalised("a = '\\''; /* ' gone */ c = ' ';")).isEqualTo("a='\\'';c=' ';");
  }

  @Test
  void comments_hide_quotes() {
    assertThat(normalised("a; // it's \"gone\nb; /* it's */ c;")).isEqualTo("a;b;c;");
  }

  @Test
  void long_texts_need_no_deep_stack() {
    String text = "\"\"\"\n" + "\\\\x \" ".repeat(100_000) + "\"\"\"";
    assertThat(normalised(text + " // gone")).isEqualTo(text);
    String string = "\"" + "\\\"x ".repeat(100_000) + "\"";
    assertThat(normalised(string + " /*" + "*".repeat(100_000) + "*/")).isEqualTo(string);
  }

  @Test
  void a_claim_is_cut_out_of_its_specification() {
    String text = SpecSource.of(folder.resolve("ExampleSpec.java"), "AnotherThing").text();
    assertThat(text).startsWith("@Claim(says = \"another thing\"").endsWith("BOUND = 7;\n  }");
  }

  @Test
  void a_claim_that_is_not_there_is_said_to_be_missing() {
    assertThatThrownBy(() -> SpecSource.of(folder.resolve("ExampleSpec.java"), "Missing"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Missing is not in ")
        .hasMessageEndingWith("ExampleSpec.java");
  }

  @Test
  void a_specification_without_a_file_is_said_to_be_missing() {
    assertThatThrownBy(() -> SpecSource.of(folder.resolve("NoSuchSpec.java"), "Missing"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("NoSuchSpec.java");
  }

  private static String normalised(String source) {
    return SpecSource.normalised(source);
  }

  private String digest() {
    return SpecSource.of(folder.resolve("ExampleSpec.java"), "ItIsSo").digest();
  }

  private void write(String type, String source) throws IOException {
    Files.writeString(folder.resolve(type + ".java"), source);
  }
}
