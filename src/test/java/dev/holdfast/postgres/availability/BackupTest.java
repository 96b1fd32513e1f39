package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.postgres.OldServer;
import dev.holdfast.postgres.ServerVersion;
import java.nio.file.Path;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackupTest {
  private static final RestorePoint.Contents SOME = new RestorePoint.Contents(1, "7");

  @Test
  void a_server_whose_functions_have_other_names_is_refused() {
    assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
        .isThrownBy(
            () -> Backup.take(OldServer.of(new ServerVersion(14, "14.24")), Path.of("unused")))
        .withMessageContaining("needs PostgreSQL 15, and this server is 14.24")
        .withMessageContaining("pg_basebackup");
  }

  @Test
  void a_name_that_would_leave_its_quotes_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RestorePoint("it's", Map.of("orders", SOME)))
        .withMessageContaining("\"it's\"");
  }

  @Test
  void a_point_that_nothing_could_be_checked_by_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RestorePoint("release", Map.of()))
        .withMessageContaining("name those");
  }
}
