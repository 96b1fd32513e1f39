package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which settings would promise what they cannot keep? */
class SecurityOptionsTest {
  @Test
  void an_application_that_is_its_own_owner_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeastPrivilege("shop", "app", "app"))
        .withMessageContaining("two roles");
  }

  @Test
  void a_guard_of_no_table_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RlsBootGuard(List.of()))
        .withMessageContaining("tables is empty");
  }

  @Test
  void a_name_that_would_be_sql_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TenantScope.policy("orders", "tenant = tenant OR true"))
        .withMessageContaining("tenant = tenant OR true");
  }

  @Test
  void a_rotation_that_never_looks_or_never_waits_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RotatingCredentials.Options(Duration.ZERO, 1))
        .withMessageContaining("lookEvery is 0 ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RotatingCredentials.Options(Duration.ofSeconds(1), 0))
        .withMessageContaining("looks is 0");
  }
}
