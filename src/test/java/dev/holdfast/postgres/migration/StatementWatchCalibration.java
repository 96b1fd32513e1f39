package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Pause;
import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Does the look at a statement outside of a transaction say what it could not see? */
@ExtendWith(CheckServerOfTheRun.class)
class StatementWatchCalibration {

  @Test
  void a_lock_on_a_table_that_could_not_be_stood_on_may_have_been_asked_for_unseen(
      Postgres postgres) throws Exception {
    postgres.execute("CREATE TABLE vacuumed AS SELECT generate_series(1, 10) AS id");
    try (Connection vacuum = postgres.dataSource().getConnection();
        Connection session = postgres.dataSource().getConnection()) {
      assertThat(seen(postgres, session).lockNotSeen()).isEmpty();
      vacuum.setAutoCommit(false);
      execute(vacuum, "LOCK TABLE vacuumed IN SHARE UPDATE EXCLUSIVE MODE"); // as VACUUM does
      assertThat(seen(postgres, session).lockNotSeen()).containsExactly("vacuumed");
    } finally {
      postgres.execute("DROP TABLE vacuumed");
    }
  }

  private static StatementWatch.Seen seen(Postgres postgres, Connection session)
      throws SQLException, InterruptedException {
    try (StatementWatch watch =
        StatementWatch.begin(
            session, postgres.dataSource(), Pause.interruptible(), Roadblock.Queued.NOTHING)) {
      execute(session, "SELECT count(*) FROM vacuumed");
      return watch.end();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
