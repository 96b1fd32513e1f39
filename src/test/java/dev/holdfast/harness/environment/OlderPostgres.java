package dev.holdfast.harness.environment;

import java.sql.SQLException;

/**
 * A database of the arm's own on a PostgreSQL of an older version: for code that takes another path
 * there.
 */
public final class OlderPostgres implements AutoCloseable {
  private final Postgres database;

  OlderPostgres(Postgres database) {
    this.database = database;
  }

  /**
   * The arm's database, on a server that is old enough to take the path.
   *
   * @param major the first version that does not take it any more
   * @throws IllegalStateException when the image of this run is not older
   */
  public Postgres before(int major) throws SQLException {
    int found = database.version();
    if (found >= major) {
      throw new IllegalStateException(
          "this claim is about servers before PostgreSQL %d, image postgres-older is %d: set another"
              .formatted(major, found));
    }
    return database;
  }

  @Override
  public void close() {
    database.close();
  }
}
