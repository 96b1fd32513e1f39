package dev.holdfast.harness.site;

import java.util.List;
import java.util.Optional;

/**
 * How known libraries fared in the experiments that they were put to: a table for each chapter that
 * has peers, a row a claim, a column a library.
 */
public record Comparison(Book.Chapter chapter, List<String> libraries, List<Row> rows) {

  /** What each library showed under this claim's fault, in the order of the columns. */
  public record Row(ClaimView claim, List<Optional<ArmView>> cells) {}

  static Optional<Comparison> of(Book.Chapter chapter) {
    List<ClaimView> compared =
        chapter.claims().stream().filter(claim -> !claim.peers().isEmpty()).toList();
    List<String> libraries =
        compared.stream()
            .flatMap(claim -> claim.peers().stream())
            .map(ArmView::library)
            .distinct()
            .sorted()
            .toList();
    List<Row> rows = compared.stream().map(claim -> row(claim, libraries)).toList();
    return compared.isEmpty()
        ? Optional.empty()
        : Optional.of(new Comparison(chapter, libraries, rows));
  }

  private static Row row(ClaimView claim, List<String> libraries) {
    return new Row(claim, libraries.stream().map(library -> shown(claim, library)).toList());
  }

  private static Optional<ArmView> shown(ClaimView claim, String library) {
    return claim.peers().stream().filter(peer -> peer.library().equals(library)).findFirst();
  }
}
