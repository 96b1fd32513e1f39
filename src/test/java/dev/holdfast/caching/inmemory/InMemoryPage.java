package dev.holdfast.caching.inmemory;

import dev.holdfast.harness.bench.Figures;
import dev.holdfast.harness.evidence.Json;
import dev.holdfast.harness.site.ChapterPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The page that compares libraries for caches in memory, from figures that are kept. */
public final class InMemoryPage implements ChapterPage {
  private static final String HITS = "caching.inmemory.HitBenchmark";

  @Override
  public String chapter() {
    return "caching";
  }

  @Override
  public String path() {
    return "in-memory.html";
  }

  @Override
  public String title() {
    return "Caches in memory";
  }

  @Override
  public String says() {
    return "Libraries compared in one run: what each keeps, what a hit and an entry cost, what the"
        + " collector takes; and which to choose.";
  }

  @Override
  public String template() {
    return "in-memory.jte";
  }

  @Override
  public Object model(Path directory) {
    Optional<Compared> compared =
        Optional.of(Compared.KEPT)
            .filter(Files::exists)
            .map(file -> Json.read(file, Compared.class));
    Optional<Figures> hits =
        Figures.readAll(Figures.KEPT).stream().filter(one -> one.id().equals(HITS)).findFirst();
    return InMemoryView.of(compared, hits);
  }
}
