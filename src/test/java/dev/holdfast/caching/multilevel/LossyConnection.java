package dev.holdfast.caching.multilevel;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A subscriber's connection that loses messages when it is told to: they reach the process, and no
 * listener. Commands and their answers pass, and the connection stays up.
 */
final class LossyConnection {
  private final AtomicInteger losing = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  /** The next message will reach nobody. */
  void loseNext() {
    losing.incrementAndGet();
  }

  int lost() {
    return lost.get();
  }

  /** The connection, as its user is to see it. */
  @SuppressWarnings("unchecked")
  StatefulRedisPubSubConnection<String, String> around(
      StatefulRedisPubSubConnection<String, String> connection) {
    return (StatefulRedisPubSubConnection<String, String>)
        Proxy.newProxyInstance(
            LossyConnection.class.getClassLoader(),
            new Class<?>[] {StatefulRedisPubSubConnection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("addListener")
                  && method.getParameterTypes()[0] == RedisPubSubListener.class) {
                connection.addListener(lossy((RedisPubSubListener<String, String>) arguments[0]));
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private RedisPubSubListener<String, String> lossy(RedisPubSubListener<String, String> listener) {
    return new RedisPubSubAdapter<>() {
      @Override
      public void message(String channel, String message) {
        if (losing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          lost.incrementAndGet();
        } else {
          listener.message(channel, message);
        }
      }
    };
  }
}
