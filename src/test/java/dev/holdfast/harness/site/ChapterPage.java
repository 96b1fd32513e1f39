package dev.holdfast.harness.site;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A page that a chapter adds to the site, made from what its runs left on disk. The harness knows
 * no chapter: it is found as a service.
 */
public interface ChapterPage {
  String chapter();

  /** Its file, beside the overview. */
  String path();

  /** In the navigation. */
  String title();

  /** What one finds there, for the chapter's part of the overview. */
  String says();

  /** Its template among the site's; it gets the {@link Book} as book, and the model as page. */
  String template();

  /**
   * What it shows.
   *
   * @param directory of the run
   */
  Object model(Path directory);

  /** All that there are. */
  static List<ChapterPage> all() {
    return ServiceLoader.load(ChapterPage.class).stream().map(ServiceLoader.Provider::get).toList();
  }
}
