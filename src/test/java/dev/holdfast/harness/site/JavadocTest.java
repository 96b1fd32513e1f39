package dev.holdfast.harness.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavadocTest {
  @Test
  void firstSentenceAndParagraphsComeWithoutTheirMarkup() {
    String source =
        """
        package a;
        /** Of something else. */
        class Other {}

        /**
         * Can {@code get} take the <i>database</i>
         * down? It can &lt;now&gt;.
         *
         * <p>More of it.
         *
         * @param <T> nobody
         */
        @Specification(Outline.CACHING_STAMPEDE)
        final class StampedeSpec {}
        """;
    Javadoc javadoc = Javadoc.of(source, "StampedeSpec");
    assertThat(javadoc.first()).isEqualTo("Can get take the database down?");
    assertThat(javadoc.rest()).containsExactly("It can <now>.", "More of it.");
  }

  @Test
  void aTypeWithoutACommentHasNoneOfItsNeighbours() {
    String source = "/** Of a field. */ int x = 1; class Bare {}";
    assertThat(Javadoc.of(source, "Bare").first()).isEmpty();
  }
}
