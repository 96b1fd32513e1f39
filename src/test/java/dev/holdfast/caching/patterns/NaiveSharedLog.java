package dev.holdfast.caching.patterns;

import io.lettuce.core.Consumer;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log of which each writer of the group takes what nobody has taken yet. */
record NaiveSharedLog(
    WriteLog log, RedisCommands<String, String> redis, String key, Consumer<String> me)
    implements WriteLog {
  @Override
  @SuppressWarnings("unchecked") // the driver's varargs of a generic type
  public List<Write> take(int most) {
    return redis
        .xreadgroup(me, XReadArgs.Builder.count(most), StreamOffset.lastConsumed(key))
        .stream()
        .map(NaiveSharedLog::write)
        .toList();
  }

  private static Write write(StreamMessage<String, String> entry) {
    Map<String, String> fields = entry.getBody();
    return new Write(entry.getId(), fields.getOrDefault("key", ""), fields.get("value"));
  }

  @Override
  public void append(String name, @Nullable String value) {
    log.append(name, value);
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
