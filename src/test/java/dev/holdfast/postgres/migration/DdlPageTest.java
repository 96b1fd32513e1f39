package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.site.ChapterPage;
import dev.holdfast.harness.site.Site;
import dev.holdfast.harness.site.SiteInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of schema changes, with nothing measured, with everything, and with a difference. */
class DdlPageTest {
  private static final List<Operation> ALL = Operation.all();

  @TempDir private Path temporary;

  @Test
  void it_is_found_as_a_page_of_its_chapter_and_linked_on_every_page() throws Exception {
    assertThat(ChapterPage.all()).hasAtLeastOneElementOfType(DdlPage.class);
    Path site = write();
    assertThat(Files.readString(site.resolve("index.html"))).contains("href=\"ddl.html\"");
    assertThat(Files.readString(site.resolve("limits.html"))).contains("href=\"ddl.html\"");
  }

  @Test
  void every_operation_is_there_once_with_both_forms_and_every_link_within_leads_somewhere()
      throws Exception {
    String page = Files.readString(write().resolve("ddl.html"));
    List<String> ids = matches(" id=\"([^\"]*)\"", page);
    assertThat(ids).doesNotHaveDuplicates().containsAll(ALL.stream().map(Operation::name).toList());
    assertThat(matches("href=\"#([^\"]*)\"", page)).hasSizeGreaterThan(ALL.size()).isSubsetOf(ids);
    assertThat(matches("(<th scope=\"row\">(?:un)?safe<)", page)).hasSize(2 * ALL.size());
    assertThat(matches("href=\"(http[^\"]*)\"", page)).allMatch(link -> link.startsWith("https:"));
    assertThat(page).contains("n/a: ").doesNotContain("{}");
  }

  @Test
  void what_this_build_did_not_measure_is_marked_as_written_down() throws Exception {
    String page = Files.readString(write().resolve("ddl.html"));
    assertThat(page).contains("Not measured in this build");
    assertThat(matches("(class=\"pinned\")", page)).hasSize(2 * 2 * ALL.size());
  }

  @Test
  void what_it_measured_is_not_and_a_difference_comes_first() throws Exception {
    Map<String, List<String>> judged = new HashMap<>();
    Map<String, FormWitness.Seen> witnessed = new HashMap<>();
    for (Operation operation : ALL) {
      for (Operation.Form form : operation.forms()) {
        String key = MeasuredForms.key(operation, form);
        judged.put(key, form.judged());
        witnessed.put(key, new FormWitness.Seen(List.of(), List.of()));
      }
    }
    judged.put("add-check unsafe", List.of("safe"));
    new MeasuredForms("18.6", judged, witnessed).write(Files.createDirectories(site()));
    String page = Files.readString(write().resolve("ddl.html"));
    assertThat(page).contains("Measured in this build on PostgreSQL 18.6").doesNotContain("pinned");
    assertThat(page.indexOf("the check says [safe]"))
        .isPositive()
        .isLessThan(page.indexOf("id=\"basis\""));
  }

  private Path write() {
    Site.write(
        site(),
        new SiteInput(
            List.of(),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new DdlPage())));
    return site();
  }

  /** Kept where somebody who changes the template can look at it, when asked for. */
  private Path site() {
    String kept = System.getProperty("site.sample");
    return kept == null ? temporary.resolve("spec") : Path.of(kept).toAbsolutePath();
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }
}
