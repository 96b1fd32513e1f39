package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLFeatureNotSupportedException;
import org.junit.jupiter.api.Test;

class ServerVersionTest {
  private static final ServerVersion OLD = new ServerVersion(14, "14.24");

  @Test
  void a_server_is_of_its_own_version_and_of_none_to_come() {
    assertThat(OLD.isAtLeast(14)).isTrue();
    assertThat(OLD.isAtLeast(15)).isFalse();
  }

  @Test
  void what_a_server_can_do_is_not_refused() {
    assertThatCode(() -> OLD.require(14, "it", "nothing to do")).doesNotThrowAnyException();
  }

  @Test
  void a_refusal_names_both_versions_and_what_to_do() {
    assertThatThrownBy(() -> OLD.require(15, "security_invoker", "use a schema of its own"))
        .isInstanceOfSatisfying(
            SQLFeatureNotSupportedException.class,
            refused -> assertThat(refused.getSQLState()).isEqualTo("0A000"))
        .hasMessage(
            "security_invoker needs PostgreSQL 15, and this server is 14.24; use a schema of its"
                + " own");
  }
}
