package dev.holdfast.caching.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.function.Function;

/** Where the work of one caller is done, while others use the shared connection. */
interface Place {
  <T> T on(Function<StatefulRedisConnection<String, String>, T> work) throws InterruptedException;
}
