package dev.holdfast.caching.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.caching.production.Placement.Memory;
import dev.holdfast.caching.production.Placement.Use;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void it_reads_what_a_server_says() {
    String info =
        "# Memory\r\nused_memory:912\r\nmaxmemory:4194304\r\nmaxmemory_policy:allkeys-lru\r\n";
    assertThat(Memory.parse(info)).isEqualTo(new Memory(4_194_304, "allkeys-lru"));
    assertThatThrownBy(() -> Memory.parse("# Memory\r\n")).hasMessageContaining("maxmemory");
  }

  @Test
  void records_are_put_where_nothing_is_evicted_for_a_time_to_live_protects_none() {
    assertThat(Use.RECORDS.suits(new Memory(1, "noeviction"))).isTrue();
    assertThat(Use.RECORDS.suits(new Memory(1, "volatile-ttl"))).isFalse();
    assertThat(Use.RECORDS.suits(new Memory(0, "allkeys-lru")))
        .isFalse(); // until somebody limits it
  }

  @Test
  void a_cache_is_put_where_it_makes_room_for_itself() {
    assertThat(Use.CACHE.suits(new Memory(1, "allkeys-lfu"))).isTrue();
    assertThat(Use.CACHE.suits(new Memory(0, "allkeys-lfu"))).isFalse();
    assertThat(Use.CACHE.suits(new Memory(1, "noeviction"))).isFalse();
  }
}
