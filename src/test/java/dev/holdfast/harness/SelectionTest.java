package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Does a selector choose what people mean by it, and name what is near when it chooses nothing? */
class SelectionTest {
  private static final List<String> IDS =
      List.of(
          "caching.locking.FencedWrites",
          "caching.stampede.OneLoadAcrossNodes",
          "caching.stampede.OneLoadPerKey",
          "messaging.kafka.NoLossOnRebalance",
          "postgres.pooling.DeadConnectionsLeave",
          "postgres.typed-sql.BatchesAreOne");

  @Test
  void no_selector_selects_everything() {
    assertThat(selected("")).isEqualTo(IDS);
    assertThat(selected(" , \n\t ")).isEqualTo(IDS);
    assertThat(Selection.parse(" , ").selectors()).isEmpty();
  }

  @Test
  void a_chapter_selects_its_claims() {
    assertThat(selected("postgres"))
        .containsExactly(
            "postgres.pooling.DeadConnectionsLeave", "postgres.typed-sql.BatchesAreOne");
  }

  @Test
  void a_topic_selects_its_claims() {
    assertThat(selected("caching.stampede"))
        .containsExactly("caching.stampede.OneLoadAcrossNodes", "caching.stampede.OneLoadPerKey");
  }

  @Test
  void an_id_selects_one_claim() {
    assertThat(selected("caching.stampede.OneLoadPerKey"))
        .containsExactly("caching.stampede.OneLoadPerKey");
  }

  @Test
  void the_beginning_of_an_id_selects_what_begins_so() {
    assertThat(selected("caching.stampede.OneLoad")).hasSize(2);
  }

  @Test
  void a_class_selects_its_claim_only_by_its_whole_name() {
    assertThat(selected("FencedWrites")).containsExactly("caching.locking.FencedWrites");
    assertThat(selected("Fenced")).isEmpty();
    assertThat(selected("Writes")).isEmpty();
  }

  @Test
  void several_selectors_select_what_any_of_them_does() {
    assertThat(selected("messaging,FencedWrites\npostgres.pooling"))
        .containsExactly(
            "caching.locking.FencedWrites",
            "messaging.kafka.NoLossOnRebalance",
            "postgres.pooling.DeadConnectionsLeave");
  }

  @Test
  void selectors_that_select_something_are_not_unknown() {
    assertThat(Selection.parse("caching OneLoadPerKey").unknown(IDS)).isEmpty();
    assertThat(Selection.parse("").unknown(List.of())).isEmpty();
  }

  @Test
  void a_misspelt_topic_is_told_with_the_nearest_ids() {
    assertThat(Selection.parse("caching.stampeed").unknown(IDS))
        .containsExactly(
            "no claim matches 'caching.stampeed'; the nearest: caching.stampede.OneLoadAcrossNodes,"
                + " caching.stampede.OneLoadPerKey, caching.locking.FencedWrites");
  }

  @Test
  void a_misspelt_class_finds_its_claim_first() {
    assertThat(nearest("FencedWrtes")).startsWith("caching.locking.FencedWrites,");
    assertThat(nearest("OneLoadPrKey")).startsWith("caching.stampede.OneLoadPerKey,");
    assertThat(nearest("NLossOnRebalance")).startsWith("messaging.kafka.NoLossOnRebalance,");
  }

  @Test
  void a_topic_without_its_chapter_finds_its_claims_first() {
    assertThat(nearest("poling")).startsWith("postgres.pooling.DeadConnectionsLeave,");
    assertThat(nearest("typed_sql")).startsWith("postgres.typed-sql.BatchesAreOne,");
  }

  @Test
  void a_letter_more_or_less_or_another_counts_the_same() {
    List<String> ids = List.of("a.b.Abcx", "a.b.Zzzzzzz");
    for (String selector : List.of("Abc-x", "Acx", "Abyx")) {
      assertThat(Selection.parse(selector).unknown(ids).getFirst())
          .endsWith("nearest: a.b.Abcx, a.b.Zzzzzzz");
    }
  }

  @Test
  void what_is_missing_at_the_beginning_counts_as_much_as_at_the_end() {
    assertThat(Selection.parse("bcd").unknown(List.of("a.b.Xbc", "a.b.bxd")).getFirst())
        .endsWith("nearest: a.b.bxd, a.b.Xbc");
  }

  @Test
  void only_unknown_selectors_are_told_of() {
    assertThat(Selection.parse("caching nonsense").unknown(IDS))
        .singleElement()
        .asString()
        .startsWith("no claim matches 'nonsense'; the nearest: ");
  }

  private static String nearest(String selector) {
    String line = Selection.parse(selector).unknown(IDS).getFirst();
    return line.substring(line.indexOf("the nearest: ") + "the nearest: ".length());
  }

  private static List<String> selected(String text) {
    Selection selection = Selection.parse(text);
    return IDS.stream().filter(selection::matches).toList();
  }
}
