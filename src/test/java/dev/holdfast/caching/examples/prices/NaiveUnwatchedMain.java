package dev.holdfast.caching.examples.prices;

import dev.holdfast.caching.multilevel.NaiveUnwatched;
import java.io.IOException;
import java.sql.SQLException;

/**
 * The same process, which leaves the end of its push link to the driver. Arguments as of {@link
 * NodeMain}.
 */
final class NaiveUnwatchedMain {
  private NaiveUnwatchedMain() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    NodeMain.serve(arguments, NaiveUnwatched::new);
  }
}
