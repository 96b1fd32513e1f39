package dev.holdfast.caching.patterns;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log that takes every write on, whether or not there is room. */
record NaiveAppend(WriteLog log, RedisCommands<String, String> redis, String key, XAddArgs cap)
    implements WriteLog {
  /**
   * @param cap what the stream does with those that are too many
   */
  NaiveAppend {
    try {
      redis.xgroupCreate(
          StreamOffset.from(key, "0"), "writers", XGroupCreateArgs.Builder.mkstream());
    } catch (RedisBusyException _) {
      // It is there.
    }
  }

  @Override
  public void append(String name, @Nullable String value) {
    redis.xadd(key, cap, "key", name, "value", String.valueOf(value));
  }

  @Override
  public List<Write> take(int most) {
    return log.take(most);
  }

  @Override
  public void done(List<Write> written) {
    log.done(written);
  }

  @Override
  public void putAside(List<Write> refused, String why) {
    log.putAside(refused, why);
  }

  @Override
  public long depth() {
    return log.depth();
  }
}
