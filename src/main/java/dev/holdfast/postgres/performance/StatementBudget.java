package dev.holdfast.postgres.performance;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * How many statements one unit of work, a request, may send: the one above the budget is refused
 * before it reaches the server, by a message that names the statement that was sent most. So a loop
 * that asks once for each row (N+1) fails in its first test with real numbers, not in production by
 * being slow.
 *
 * <p>A batch counts as one. Limits: statements of an unwrapped connection and what a function or a
 * trigger does inside the server are not counted; a statement that costs much counts as one that
 * costs little. In production give it a budget that no honest request meets.
 *
 * <p>One instance a unit of work; thread-safe. Source: Fowler, Patterns of Enterprise Application
 * Architecture, "Lazy Load", on ripple loading.
 */
public final class StatementBudget {
  private final int limit;
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<String, Integer> texts = new ConcurrentHashMap<>();

  /**
   * @param limit statements
   */
  public StatementBudget(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "limit is " + limit + " statements; a unit of work needs at least 1");
    }
    this.limit = limit;
  }

  /** The same database, for this unit of work; its statements are counted together. */
  public DataSource of(DataSource dataSource) {
    return counted(DataSource.class, dataSource, "");
  }

  /** Statements so far; one that was refused is not among them. */
  public int sent() {
    return Math.min(sent.get(), limit);
  }

  private <T> T counted(Class<T> type, Object target, String prepared) {
    InvocationHandler handler =
        (_, method, arguments) -> {
          String sql =
              arguments != null && arguments.length > 0 && arguments[0] instanceof String text
                  ? text
                  : prepared;
          if (target instanceof Statement && method.getName().startsWith("execute")) {
            count(sql);
          }
          Object result = invoke(target, method, arguments);
          return result != null && isCounted(method.getReturnType())
              ? counted(method.getReturnType(), result, sql)
              : result;
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** By what is declared, so that what a caller unwraps is the driver's own, and not counted. */
  private static boolean isCounted(Class<?> type) {
    return type == Connection.class || Statement.class.isAssignableFrom(type);
  }

  private void count(String sql) throws SQLException {
    texts.merge(sql, 1, Integer::sum);
    if (sent.incrementAndGet() > limit) {
      var most = texts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
      throw new SQLException(
          ("more than %d statements in one unit of work, %d of them: %s; ask for all rows at once"
                  + " (= ANY (?)), or give the work a larger budget")
              .formatted(limit, most.getValue(), most.getKey()));
    }
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
