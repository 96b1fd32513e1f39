package dev.holdfast.postgres;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;

/** A server that says its version and can be asked nothing else: who goes on to ask, fails. */
public final class OldServer {
  private OldServer() {}

  public static DataSource of(ServerVersion version) {
    return stub(DataSource.class, Map.of("getConnection", connection(version)));
  }

  public static Statement statement(ServerVersion version) {
    return stub(Statement.class, Map.of("getConnection", connection(version)));
  }

  private static Connection connection(ServerVersion version) {
    var server =
        stub(
            DatabaseMetaData.class,
            Map.of(
                "getDatabaseMajorVersion",
                version.major(),
                "getDatabaseProductVersion",
                version.name()));
    return stub(Connection.class, Map.of("getMetaData", server));
  }

  private static <T> T stub(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              Object answer = answers.get(method.getName());
              if (answer == null && method.getReturnType() != void.class) {
                throw new AssertionError("an old server was asked for more: " + method);
              }
              return answer;
            }));
  }
}
