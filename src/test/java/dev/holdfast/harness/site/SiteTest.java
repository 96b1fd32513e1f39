package dev.holdfast.harness.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The site, from evidence made by hand: escaped, linked, redacted, and loud where something is not
 * proven.
 */
class SiteTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir static Path temporary;
  private static Path site = Path.of("");

  @BeforeAll
  static void writeTheSite() {
    // Kept where somebody who changes a template can look at it, when asked for.
    String kept = System.getProperty("site.sample");
    site = kept == null ? temporary.resolve("spec") : Path.of(kept).toAbsolutePath();
    Site.write(site, Samples.input());
  }

  @Test
  void everyPageIsThere() throws IOException {
    assertThat(pages())
        .containsExactlyInAnyOrder(
            "index.html",
            "topics.html",
            "libraries.html",
            "cost.html",
            "limits.html",
            "environment.html",
            "caching/sample-questions.html",
            "postgres/nowhere.html");
  }

  @Test
  void nothingInEvidenceBecomesMarkup() throws IOException {
    for (String page : pages()) {
      assertThat(read(page)).as(page).doesNotContain("<script").doesNotContain("</pre></svg>");
    }
    assertThat(read("caching/sample-questions.html")).contains("&lt;script&gt;alert(");
    String fenced = "(?s)```text\n.*?\n```";
    assertThat(read("specification.md").replaceAll(fenced, "")).doesNotContain("<script", "</pre>");
  }

  @Test
  void everyLinkLeadsToAFileAndAnAnchorThatExist() throws IOException {
    int followed = 0;
    for (String page : pages()) {
      Matcher links = LINK.matcher(read(page));
      while (links.find()) {
        String link = links.group(1);
        if (link.startsWith("https://example.org/") || link.equals("data:,")) {
          continue;
        }
        List<String> parts = List.of(link.split("#", 2));
        Path target =
            parts.getFirst().isEmpty()
                ? site.resolve(page)
                : site.resolve(page).resolveSibling(parts.getFirst());
        assertThat(target).as("%s links to %s", page, link).isRegularFile();
        if (parts.size() > 1) {
          assertThat(Files.readString(target))
              .as("%s links to %s", page, link)
              .contains("id=\"" + parts.get(1) + "\"");
        }
        followed++;
      }
    }
    assertThat(followed).isGreaterThan(30);
  }

  @Test
  void idsAreUniqueOnTheirPage() throws IOException {
    for (String page : pages()) {
      List<String> ids =
          Pattern.compile(" id=\"([^\"]*)\"")
              .matcher(read(page))
              .results()
              .map(id -> id.group(1))
              .toList();
      assertThat(ids).as(page).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatDependsOnAVersionStandsOnThePageOfLimits() throws IOException {
    List<VersionFact> facts = VersionFact.of("postgres");
    assertThat(facts).hasSizeGreaterThan(5);
    assertThat(read("limits.html"))
        .contains("id=\"postgres-versions\"")
        .contains("<th scope=\"row\">" + facts.getFirst().version() + "</th>")
        .contains(facts.getLast().brings());
  }

  @Test
  void aVersionFactNamesOnlyClassesThatExist() throws IOException {
    Pattern name = Pattern.compile("\\b(?:[A-Z][a-z]+){2,}\\b");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> classes = files.map(file -> file.getFileName().toString()).toList();
      for (VersionFact fact : VersionFact.of("postgres")) {
        assertThat(name.matcher(fact.here()).results())
            .allSatisfy(found -> assertThat(classes).contains(found.group() + ".java"));
      }
    }
  }

  @Test
  void timelineHasControlAboveSubjectWithTheFaultShaded() throws IOException {
    String page = read("caching/sample-questions.html");
    String drawing = page.substring(page.indexOf("OneLoadPerKey-fault-title"));
    drawing = drawing.substring(0, drawing.indexOf("</svg>"));
    assertThat(drawing).contains("class=\"shade real\"").contains("class=\"bar indeterminate\"");
    assertThat(drawing.indexOf(">control<")).isPositive().isLessThan(drawing.indexOf(">subject<"));
    assertThat(Pattern.compile("class=\"bar ").matcher(drawing).results().count())
        .isGreaterThan(300);
  }

  @Test
  void stripsAreCellsWithALetterAndAMeaningAndASentence() throws IOException {
    String page = read("caching/sample-questions.html");
    String strip = page.substring(page.indexOf("<figure class=\"strip\">"));
    strip = strip.substring(0, strip.indexOf("</figure>"));
    assertThat(strip)
        .contains("<b>Cuts</b> bytes of the request &lt;script&gt;")
        .contains("role=\"img\" aria-label=\"bytes of the request")
        .contains("0 to 1: done once. 2: done twice")
        .contains("<span class=\"cell good\" title=\"0: done once\" data-number=\"0\">Y</span>")
        .contains("<span class=\"cell bad\" title=\"2: done twice", "data-number=\"\">D</span>");
    assertThat(read("specification.md")).contains("\nYYD\n").contains("\nY  done once\nD  done");
  }

  @Test
  void questionScenarioAndNaiveCodeComeFromTheSource() throws IOException {
    String page = read("caching/sample-questions.html");
    assertThat(page).contains("<h1>Can an expired hot key take the database down?</h1>");
    assertThat(page)
        .contains("All callers meet the cold key at once")
        .contains("Gets, loads and puts");
    assertThat(page).contains("<span class=\"keyword\">return</span>");
  }

  @Test
  void librariesAreComparedByWhatWasSeen() throws IOException {
    assertThat(read("libraries.html"))
        .contains("<th scope=\"col\">jetcache-core 2.7.8</th>")
        .contains("href=\"caching/sample-questions.html#OneLoadPerKey\"")
        .contains("<span class=\"kept\"><b>promise kept</b> <small>1 load</small></span>");
  }

  @Test
  void unprovenClaimsComeFirstWithReasonTroubleAndLogs() throws IOException {
    String overview = read("index.html");
    assertThat(overview).contains("2 of 4 claims proven");
    assertThat(overview.indexOf("id=\"not-proven\""))
        .isPositive()
        .isLessThan(overview.indexOf("id=\"why\""));
    assertThat(overview)
        .contains("does not keep its promise", "run threw", "The end of the log of redis");
    String page = read("caching/sample-questions.html");
    assertThat(page.indexOf("id=\"OneLoadPerKey\""))
        .isGreaterThan(page.indexOf("id=\"ADeadLeaderIsReplaced\""));
    assertThat(page).contains("Attempt 1").contains("wanted: yes");
  }

  @Test
  void noPageTellsWhereItWasMadeOrASecret() throws IOException {
    for (String page : Stream.concat(pages().stream(), Stream.of("specification.md")).toList()) {
      assertThat(read(page))
          .as(page)
          .doesNotContain(Path.of("").toAbsolutePath().toString(), "hunter2");
    }
  }

  @Test
  void markdownHasTotalsVerdictsAndReasons() throws IOException {
    assertThat(read("specification.md"))
        .contains("**2 of 4 claims proven**")
        .contains("| ✓ Proven | 200 loads | 1 load | 11.5 s |")
        .contains("| jetcache-core 2.7.8 | promise kept | 1 load |")
        .contains("### ✗ Refuted: `caching.stampede.ALateWriteIsRefused`")
        .contains("ci/spec caching.stampede.ADeadLeaderIsReplaced");
  }

  @Test
  void aCrashedRunAndADifferenceFromTheLedgerAreSaid(@TempDir Path other) throws IOException {
    Site.write(
        other.resolve("spec"),
        new SiteInput(
            List.of(),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of("missing: a.b.C <i>"),
            List.of(),
            List.of()));
    assertThat(Files.readString(other.resolve("spec/index.html")))
        .contains(
            "The run did not come to its end", "No claim was run", "missing: a.b.C &lt;i&gt;");
  }

  private static TreeSet<String> pages() throws IOException {
    TreeSet<String> pages = new TreeSet<>();
    try (Stream<Path> files = Files.walk(site)) {
      files
          .filter(file -> file.toString().endsWith(".html"))
          .forEach(file -> pages.add(site.relativize(file).toString().replace('\\', '/')));
    }
    return pages;
  }

  private static String read(String page) throws IOException {
    return Files.readString(site.resolve(page));
  }
}
