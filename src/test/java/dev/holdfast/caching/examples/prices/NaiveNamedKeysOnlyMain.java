package dev.holdfast.caching.examples.prices;

import dev.holdfast.caching.multilevel.NaiveNamedKeysOnly;
import java.io.IOException;
import java.sql.SQLException;

/** The same process, which passes a gap between numbers over. Arguments as of {@link NodeMain}. */
final class NaiveNamedKeysOnlyMain {
  private NaiveNamedKeysOnlyMain() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    NodeMain.serve(arguments, NaiveNamedKeysOnly::new);
  }
}
