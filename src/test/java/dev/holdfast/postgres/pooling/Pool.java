package dev.holdfast.postgres.pooling;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A pool of whatever make: lends connections, and is closed by who opened it. */
public record Pool(DataSource source, Closing closing) implements AutoCloseable {
  public static Pool of(HikariDataSource hikari) {
    return new Pool(hikari, hikari::close);
  }

  public Connection connection() throws SQLException {
    return source.getConnection();
  }

  @Override
  public void close() throws SQLException {
    closing.close();
  }

  /** How it is closed. */
  public interface Closing {
    void close() throws SQLException;
  }
}
