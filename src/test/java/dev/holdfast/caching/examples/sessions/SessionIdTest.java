package dev.holdfast.caching.examples.sessions;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionIdTest {
  private final SessionId id = SessionId.fresh();

  @Test
  void what_it_was_written_as_is_read_again() {
    assertThat(SessionId.of(id.toString())).isEqualTo(id);
  }

  @Test
  void a_renewed_one_has_another_key_in_the_same_slot() {
    SessionId renewed = id.renewed();
    assertThat(renewed.key()).isNotEqualTo(id.key());
    assertThat(renewed.key()).startsWith("session:{" + id.tag() + "}:");
    assertThat(id.key()).startsWith("session:{" + id.tag() + "}:");
  }

  @Test
  void neither_its_key_nor_its_name_has_the_secret() {
    assertThat(id.key()).doesNotContain(id.secret());
    assertThat(SessionId.name(id.key())).doesNotContain(id.secret());
    assertThat(requireNonNull(SessionId.of(id.toString())).key()).isEqualTo(id.key());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ".", "tag.secret", "sessions-of:ann", "{a}.b", "äöü"})
  void what_is_no_id_is_none(String text) {
    assertThat(SessionId.of(text)).isNull();
  }
}
