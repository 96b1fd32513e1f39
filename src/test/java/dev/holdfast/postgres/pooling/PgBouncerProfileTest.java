package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Which settings make no profile, and do both halves come from the same numbers? */
class PgBouncerProfileTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Test
  void both_halves_keep_as_many_statements() {
    var profile = new PgBouncerProfile(10, 200, 50, PATIENCE);
    var driver = new PGSimpleDataSource();

    profile.configure(driver);

    assertThat(driver.getPreparedStatementCacheQueries()).isEqualTo(50);
    assertThat(profile.pooler())
        .containsEntry("max_prepared_statements", "50")
        .containsEntry("pool_mode", "transaction")
        .containsEntry("query_wait_timeout", "5");
  }

  @Test
  void a_profile_without_statements_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PgBouncerProfile(10, 200, 0, PATIENCE))
        .withMessageContaining("preparedStatements is 0");
  }

  @Test
  void fewer_clients_than_server_connections_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PgBouncerProfile(10, 9, 50, PATIENCE))
        .withMessageContaining("clients is 9");
  }

  @Test
  void a_wait_that_the_pooler_would_read_as_endless_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PgBouncerProfile(10, 200, 50, Duration.ofMillis(900)))
        .withMessageContaining("PT0.9S");
  }
}
