package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrefixRemovalTest {
  @Test
  void what_is_wild_in_a_pattern_is_itself_in_a_prefix() {
    assertThat(PrefixRemoval.literally("price[eu]*?^\\:")).isEqualTo("price\\[eu\\]\\*\\?\\^\\\\:");
    assertThat(PrefixRemoval.literally("price:eu:")).isEqualTo("price:eu:");
  }
}
