package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class DdlTolerantExecutorTest {
  private static final int TRIES = 3;

  private final List<String> done = new ArrayList<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final DdlTolerantExecutor executor =
      new DdlTolerantExecutor(recorded(DataSource.class), TRIES, meters);

  @Test
  void a_stale_plan_is_rolled_back_and_the_work_is_done_on_another_connection()
      throws SQLException {
    String result = executor.inTransaction(_ -> failFor(1, refusal("RevalidateCachedQuery")));
    assertThat(result).isEqualTo("done");
    assertThat(done)
        .containsExactly(
            "getConnection",
            "setAutoCommit",
            "work",
            "rollback",
            "close",
            "getConnection",
            "setAutoCommit",
            "work",
            "commit",
            "close");
    assertThat(meters.counter("driver.stale.plans").count()).isEqualTo(1);
  }

  @Test
  void the_last_refusal_is_passed_on() {
    SQLException refusal = refusal("RevalidateCachedQuery");
    assertThatThrownBy(() -> executor.inTransaction(_ -> failFor(TRIES, refusal)))
        .isSameAs(refusal);
    assertThat(done).filteredOn("work"::equals).hasSize(TRIES);
  }

  @Test
  void what_the_server_does_not_support_is_not_tried_again() {
    SQLException refusal = refusal("transformSelectStmt");
    assertThatThrownBy(() -> executor.inTransaction(_ -> failFor(1, refusal))).isSameAs(refusal);
    assertThat(done).filteredOn("work"::equals).hasSize(1);
  }

  @Test
  void one_try_is_refused() {
    assertThatThrownBy(() -> new DdlTolerantExecutor(recorded(DataSource.class), 1, meters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tries is 1");
  }

  private String failFor(int times, SQLException failure) throws SQLException {
    done.add("work");
    if (done.stream().filter("work"::equals).count() <= times) {
      throw failure;
    }
    return "done";
  }

  private static SQLException refusal(String routine) {
    return new PSQLException(
        new ServerErrorMessage("SERROR\0C0A000\0Mrefused\0R%s\0".formatted(routine)));
  }

  /** Writes down what is called on it; a data source lends connections that do the same. */
  private <T> T recorded(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              done.add(method.getName());
              return method.getReturnType() == Connection.class ? recorded(Connection.class) : null;
            }));
  }
}
