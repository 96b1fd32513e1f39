package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.migration.CatalogueSnapshot.Relation;
import dev.holdfast.postgres.migration.StatementTrace.Locks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatementTraceTest {
  private static final Relation ORDERS = new Relation(1, "orders", 1, false, 100, 8192, 50, 5);
  private static final Relation BY_CODE =
      new Relation(2, "orders_by_code", 1, false, 200, 8192, 0, 0);
  private static final Locks NO_LOCKS = new Locks(Map.of());

  @Test
  void another_file_with_rows_is_a_rewrite() {
    assertThat(change(new Relation(1, "orders", 1, false, 101, 8192, 60, 5)))
        .satisfies(
            trace -> {
              assertThat(trace.rewritten()).isTrue();
              assertThat(trace.emptied()).isFalse();
              assertThat(trace.tuplesScanned()).isEqualTo(10);
            });
  }

  @Test
  void another_file_without_any_is_none() {
    assertThat(change(new Relation(1, "orders", 1, false, 101, 0, 50, 5)))
        .satisfies(
            trace -> {
              assertThat(trace.rewritten()).isFalse();
              assertThat(trace.emptied()).isTrue();
            });
  }

  @Test
  void a_relation_that_is_new_keeps_nobody_waiting() {
    Locks taken = new Locks(Map.of(1L, Set.of(LockMode.ACCESS_EXCLUSIVE)));
    assertThat(StatementTrace.between(snapshot(), snapshot(ORDERS), NO_LOCKS, taken))
        .singleElement()
        .satisfies(
            trace -> {
              assertThat(trace.created()).isTrue();
              assertThat(trace.lock()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
              assertThat(trace.blocksReads()).isFalse();
              assertThat(trace.blocksWrites()).isFalse();
            });
  }

  @Test
  void a_lock_on_an_index_is_one_on_its_table() {
    Locks taken = new Locks(Map.of(2L, Set.of(LockMode.ACCESS_EXCLUSIVE)));
    CatalogueSnapshot same = snapshot(ORDERS, BY_CODE);
    assertThat(StatementTrace.between(same, same, NO_LOCKS, taken))
        .singleElement()
        .satisfies(trace -> assertThat(trace.blocksReads()).isTrue());
  }

  @Test
  void a_lock_that_was_there_before_is_carried_and_counts() {
    Locks carried = new Locks(Map.of(1L, Set.of(LockMode.ACCESS_EXCLUSIVE)));
    Locks held =
        new Locks(Map.of(1L, Set.of(LockMode.ACCESS_EXCLUSIVE, LockMode.SHARE_UPDATE_EXCLUSIVE)));
    CatalogueSnapshot same = snapshot(ORDERS);
    assertThat(StatementTrace.between(same, same, carried, held.without(carried)))
        .singleElement()
        .satisfies(
            trace -> {
              assertThat(trace.lock()).isEqualTo(LockMode.SHARE_UPDATE_EXCLUSIVE);
              assertThat(trace.carried()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
              assertThat(trace.held()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
              assertThat(trace.blocksReads()).isTrue();
            });
  }

  @Test
  void an_index_that_took_over_a_file_was_not_built() {
    Relation again = new Relation(3, "orders_by_code", 1, false, 200, 8192, 0, 0);
    Relation built = new Relation(4, "orders_by_note", 1, false, 201, 8192, 0, 0);
    assertThat(
            StatementTrace.between(
                snapshot(ORDERS, BY_CODE), snapshot(ORDERS, again, built), NO_LOCKS, NO_LOCKS))
        .singleElement()
        .satisfies(trace -> assertThat(trace.indexesBuilt()).containsExactly("orders_by_note"));
  }

  @Test
  void a_relation_to_which_nothing_was_done_is_not_told_of() {
    assertThat(StatementTrace.between(snapshot(ORDERS), snapshot(ORDERS), NO_LOCKS, NO_LOCKS))
        .isEmpty();
  }

  private static RelationTrace change(Relation orders) {
    List<RelationTrace> traces =
        StatementTrace.between(snapshot(ORDERS), snapshot(orders), NO_LOCKS, NO_LOCKS);
    assertThat(traces).hasSize(1);
    return traces.getFirst();
  }

  private static CatalogueSnapshot snapshot(Relation... relations) {
    return new CatalogueSnapshot(
        Stream.of(relations).collect(Collectors.toMap(Relation::oid, Function.identity())));
  }
}
