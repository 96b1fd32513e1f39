package dev.holdfast.harness.site;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.history.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How known libraries fared in the experiments that they were put to: a table for each topic that
 * has peers, a row a claim, a column a library.
 */
public record Comparison(
    Book.Chapter chapter, String topic, List<String> libraries, List<Row> rows) {

  /**
   * What was seen of the libraries under a claim's fault.
   *
   * @param faults what was done to all of them
   * @param cells what each library showed, in the order of the columns: nothing where it was not
   *     put to it, several where it was in several configurations
   */
  public record Row(ClaimView claim, List<String> faults, List<List<ArmView>> cells) {}

  static List<Comparison> of(Book.Chapter chapter) {
    Map<String, List<ClaimView>> topics =
        chapter.claims().stream()
            .filter(claim -> !claim.peers().isEmpty())
            .collect(
                Collectors.groupingBy(
                    claim -> claim.evidence().topic(), LinkedHashMap::new, Collectors.toList()));
    return topics.entrySet().stream()
        .map(topic -> of(chapter, topic.getKey(), topic.getValue()))
        .toList();
  }

  private static Comparison of(Book.Chapter chapter, String topic, List<ClaimView> compared) {
    List<String> libraries =
        compared.stream()
            .flatMap(claim -> claim.peers().stream())
            .map(ArmView::library)
            .distinct()
            .sorted()
            .toList();
    return new Comparison(
        chapter, topic, libraries, compared.stream().map(claim -> row(claim, libraries)).toList());
  }

  private static Row row(ClaimView claim, List<String> libraries) {
    List<String> faults =
        claim.evidence().arms().stream()
            .filter(arm -> arm.condition() == Condition.FAULT)
            .flatMap(arm -> arm.windows().stream())
            .map(Window::fault)
            .distinct()
            .toList();
    return new Row(
        claim, faults, libraries.stream().map(library -> shown(claim, library)).toList());
  }

  private static List<ArmView> shown(ClaimView claim, String library) {
    return claim.peers().stream().filter(peer -> peer.library().equals(library)).toList();
  }
}
