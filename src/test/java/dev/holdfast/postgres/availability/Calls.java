package dev.holdfast.postgres.availability;

import dev.holdfast.harness.history.History;
import java.sql.SQLException;

/** What an application asks of the database, and may be refused. */
final class Calls {
  private Calls() {}

  /** So many calls one after another; how many of them came back without an SQLException. */
  static int succeeded(History history, int calls, Call call) throws InterruptedException {
    int succeeded = 0;
    for (int made = 0; made < calls; made++) {
      History.Invocation one = history.invoke("caller", "call");
      try {
        call.make();
        succeeded++;
        one.ok("answered");
      } catch (SQLException e) {
        one.failed(e.getMessage());
      }
    }
    return succeeded;
  }

  /** A call by whatever is put to the experiment. */
  interface Call {
    void make() throws SQLException, InterruptedException;
  }
}
