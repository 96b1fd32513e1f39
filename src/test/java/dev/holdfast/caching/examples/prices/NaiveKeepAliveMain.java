package dev.holdfast.caching.examples.prices;

import dev.holdfast.caching.multilevel.NaiveKeepAlive;
import java.io.IOException;
import java.sql.SQLException;

/** The same process without a heartbeat on its push link. Arguments as of {@link NodeMain}. */
final class NaiveKeepAliveMain {
  private NaiveKeepAliveMain() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    NodeMain.serve(arguments, NaiveKeepAlive::new);
  }
}
