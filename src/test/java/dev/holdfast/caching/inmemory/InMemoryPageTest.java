package dev.holdfast.caching.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.evidence.Json;
import dev.holdfast.harness.site.ChapterPage;
import dev.holdfast.harness.site.Site;
import dev.holdfast.harness.site.SiteInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of libraries in memory, from the figures that are kept. */
class InMemoryPageTest {
  @TempDir private Path temporary;

  @Test
  void it_is_found_as_a_page_of_its_chapter() {
    assertThat(ChapterPage.all()).hasAtLeastOneElementOfType(InMemoryPage.class);
  }

  @Test
  void every_figure_is_in_the_table_and_every_drawing_is_described() throws Exception {
    String page = page();
    for (Library library : Library.values()) {
      assertThat(page).contains("<th scope=\"row\">" + library.title() + "</th>");
    }
    List<String> ids =
        Pattern.compile(" id=\"([^\"]*)\"").matcher(page).results().map(m -> m.group(1)).toList();
    assertThat(ids).doesNotHaveDuplicates();
    List<String> described =
        Pattern.compile("<svg [^>]*aria-labelledby=\"([^\"]*)\"")
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(described).hasSize((int) Pattern.compile("<svg ").matcher(page).results().count());
    assertThat(described).allSatisfy(named -> assertThat(ids).contains(named.split(" ", -1)));
    assertThat(page).doesNotContain("<script", "not measured", "{}");
  }

  @Test
  void what_is_kept_is_of_all_libraries_and_traces() {
    Compared kept = Json.read(Compared.KEPT, Compared.class);
    assertThat(kept.libraries().keySet())
        .containsExactly(Arrays.stream(Library.values()).map(Enum::name).toArray(String[]::new));
    assertThat(kept.foreknown().keySet()).containsExactlyElementsOf(Traces.says().keySet());
    kept.libraries()
        .values()
        .forEach(
            row ->
                row.ratios()
                    .forEach(
                        (trace, ratio) ->
                            assertThat(ratio).isLessThanOrEqualTo(kept.foreknown().get(trace))));
  }

  @Test
  void who_knows_the_future_keeps_what_comes_first() {
    // Two entries. 1 2 miss, 3 misses and drives out 2 or itself, 1 hits, 2 hits if it was kept.
    assertThat(Traces.foreknown(new int[] {1, 2, 3, 1, 2}, 2)).isEqualTo(0.4);
    assertThat(Traces.foreknown(new int[] {1, 2, 3, 4}, 2)).isZero();
  }

  @Test
  void nothing_kept_is_said() {
    assertThat(InMemoryView.of(Optional.empty(), Optional.empty()).measured()).isEmpty();
  }

  private String page() throws Exception {
    String asked = System.getProperty("site.sample");
    Path site = asked == null ? temporary.resolve("spec") : Path.of(asked).toAbsolutePath();
    Site.write(
        site,
        new SiteInput(
            List.of(),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new InMemoryPage())));
    return Files.readString(site.resolve("in-memory.html"));
  }
}
