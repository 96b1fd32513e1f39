package dev.holdfast.caching.examples.prices;

import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.sql.SQLException;

/** The same process over a bare listener; arguments as of {@link NodeMain}. */
final class NaiveNodeMain {
  private NaiveNodeMain() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    RedisClient client = RedisClient.create();
    NodeMain.serve(arguments, (_, push) -> new NaiveListener(client, push));
  }
}
