package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Takes the position with the change, before its commit. */
final class NaiveEarlyPosition implements Shopper.Stamp {
  private @Nullable Position taken;

  @Override
  public void changed(Connection connection) throws SQLException {
    taken = Position.of(connection);
  }

  @Override
  public Position committed(Connection connection) {
    if (taken == null) {
      throw new IllegalStateException("nothing was changed");
    }
    return taken;
  }
}
