package dev.holdfast.postgres.availability;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where the next connection comes from, as a scenario decides. */
@FunctionalInterface
interface Connections {
  Connection next() throws SQLException;

  /** For a candidate, which asks for connections and nothing else. */
  static DataSource dataSource(Connections connections) {
    return (DataSource)
        Proxy.newProxyInstance(
            Connections.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, _) -> {
              if (method.getName().equals("getConnection")) {
                return connections.next();
              }
              throw new UnsupportedOperationException(method.toString());
            });
  }
}
