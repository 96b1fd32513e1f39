package dev.holdfast.harness.site;

import dev.holdfast.harness.bench.Figures;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.resolve.ResourceCodeResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the specification for people, {@code index.html} and what it leads to, and for machines,
 * {@code specification.md}. Static pages that need no network and no script; everything in them
 * that is not a template's own is escaped.
 */
public final class Site {
  private static final String TEMPLATES = "site";
  private static final String STYLE = "style.css";

  /** The page of what production code costs. */
  public static final String COST_PAGE = "cost.html";

  private final Path directory;
  private final TemplateEngine engine;

  private Site(Path directory) {
    this.directory = directory;
    // Compiled when the site is made and not by the build: Maven's own JVM may be older than the
    // views.
    this.engine =
        TemplateEngine.create(
            new ResourceCodeResolver(TEMPLATES, Site.class.getClassLoader()),
            directory.resolveSibling("site-templates"),
            ContentType.Html,
            Site.class.getClassLoader());
    engine.setCompileArgs("-proc:none"); // processors would be looked for in every jar, each time
  }

  /** Writes the whole site, and removes pages of an earlier one. */
  public static void write(Path directory, SiteInput input) {
    new Site(directory.toAbsolutePath()).write(Book.of(input));
  }

  /** Writes the page of costs by itself, without the others around it. */
  public static void writeCost(Path directory, List<Figures> costs) {
    Site site = new Site(directory.toAbsolutePath());
    try {
      Files.createDirectories(directory);
      site.style();
      site.cost(costs, List.of(), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the page of costs into " + directory, e);
    }
  }

  private void write(Book book) {
    try {
      Files.createDirectories(directory);
      removePages(book);
      style();
      page("index.html", "overview.jte", Map.of("book", book));
      page("topics.html", "topics.jte", Map.of("book", book));
      page("limits.html", "limits.jte", Map.of("book", book));
      page("libraries.html", "libraries.jte", Map.of("book", book));
      cost(book.input().costs(), book.input().pages(), false);
      page("environment.html", "environment.jte", Map.of("book", book));
      for (ChapterPage page : book.input().pages()) {
        page(page.path(), page.template(), Map.of("book", book, "page", page.model(directory)));
      }
      for (Question question : book.questions()) {
        page(question.path(), "question.jte", Map.of("book", book, "question", question));
      }
      Files.writeString(directory.resolve("specification.md"), Markdown.of(book));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the site into " + directory, e);
    }
  }

  private void cost(List<Figures> costs, List<ChapterPage> pages, boolean alone)
      throws IOException {
    List<CostView> views = costs.stream().map(CostView::of).toList();
    page(COST_PAGE, "costs.jte", Map.of("costs", views, "pages", pages, "alone", alone));
  }

  private void page(String path, String template, Map<String, Object> parameters)
      throws IOException {
    StringOutput output = new StringOutput();
    engine.render(template, parameters, output);
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, output.toString());
  }

  private void style() throws IOException {
    try (InputStream in = Site.class.getResourceAsStream("/" + TEMPLATES + "/" + STYLE)) {
      if (in == null) {
        throw new IllegalStateException(STYLE + " is not on the class path");
      }
      Files.write(directory.resolve(STYLE), in.readAllBytes());
    }
  }

  private void removePages(Book book) throws IOException {
    for (Book.Chapter chapter : book.chapters()) {
      Path folder = directory.resolve(chapter.name());
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path page : files.filter(file -> file.toString().endsWith(".html")).toList()) {
            Files.delete(page);
          }
        }
      }
    }
  }
}
