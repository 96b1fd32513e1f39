package dev.holdfast.caching.patterns;

import dev.holdfast.caching.Script;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A log of writes in a stream of Redis, with one writer at a time: whoever has taken writes and not
 * said that they are done. A writer that stays silent for too long is replaced, and its writes are
 * handed to its successor.
 *
 * <p>A write leaves the stream once it is done, never because there are too many: a full log
 * refuses the next. Limits: it is as durable as this Redis, which must not evict (noeviction); a
 * writer that was paused for longer than its claim comes back beside its successor, see {@link
 * Write#version}.
 *
 * <p>Costs: one script a call, whose keys share a hash tag. Thread-safe; errors are the driver's.
 * Source: Redis' documentation, XREADGROUP, "The life of an entry"; XAUTOCLAIM.
 */
final class RedisWriteLog implements WriteLog {
  private static final String VALUE = "value";
  private static final String REMOVED = "removed";

  private static final Script<String> APPEND =
      Script.ofText(
          """
          if redis.call('xlen', KEYS[1]) >= tonumber(ARGV[1]) then return nil end
          if redis.call('exists', KEYS[1]) == 0 then
            redis.call('xgroup', 'create', KEYS[1], 'writers', '0', 'mkstream')
          end
          return redis.call('xadd', KEYS[1], '*', 'key', ARGV[2], ARGV[3], ARGV[4])
          """);

  /** What a writer took before comes first; new entries only while no other writer holds any. */
  private static final Script<List<Object>> TAKE =
      Script.ofList(
          """
          local log, g, me, most, idle = KEYS[1], 'writers', ARGV[1], ARGV[2], ARGV[3]
          if redis.call('exists', log) == 0 then return {} end
          local function others()
            local names = {}
            for _, held in ipairs(redis.call('xpending', log, g)[4] or {}) do
              if held[1] ~= me then names[#names + 1] = held[1] end
            end
            return names
          end
          local before = others()
          if #before > 0 then
            redis.call('xautoclaim', log, g, me, idle, '0-0', 'count', most, 'justid')
            if #others() > 0 then return {} end
            for _, name in ipairs(before) do
              redis.call('xgroup', 'delconsumer', log, g, name)
            end
          end
          for _, from in ipairs({'0', '>'}) do
            local found =
              redis.call('xreadgroup', 'group', g, me, 'count', most, 'streams', log, from)
            local writes = {}
            for _, entry in ipairs(found and found[1][2] or {}) do
              if entry[2] then writes[#writes + 1] = entry
              else redis.call('xack', log, g, entry[1]) end -- deleted by another hand
            end
            if #writes > 0 then return writes end
          end
          return {}
          """);

  private static final Script<Long> DONE =
      Script.ofNumber(
          """
          redis.call('xack', KEYS[1], 'writers', unpack(ARGV))
          return redis.call('xdel', KEYS[1], unpack(ARGV))
          """);

  private static final Script<Long> PUT_ASIDE =
      Script.ofNumber(
          """
          for i = 2, #ARGV do
            for _, entry in ipairs(redis.call('xrange', KEYS[1], ARGV[i], ARGV[i])) do
              redis.call('xadd', KEYS[2], '*', 'at', ARGV[i], 'why', ARGV[1], unpack(entry[2]))
            end
            redis.call('xack', KEYS[1], 'writers', ARGV[i])
            redis.call('xdel', KEYS[1], ARGV[i])
          end
          return #ARGV - 1
          """);

  private final RedisCommands<String, String> redis;
  private final WriteBehindOptions options;
  private final String log;
  private final String aside;
  private final String me = UUID.randomUUID().toString();

  /**
   * @param name of the log, without braces; its keys are {@code {name}:log} and {@code
   *     {name}:aside}
   */
  RedisWriteLog(
      StatefulRedisConnection<String, String> connection, String name, WriteBehindOptions options) {
    this.redis = connection.sync();
    this.options = options;
    this.log = "{" + name + "}:log";
    this.aside = "{" + name + "}:aside";
  }

  @Override
  public void append(String key, @Nullable String value) {
    String most = Integer.toString(options.capacity());
    String kind = value == null ? REMOVED : VALUE;
    String position = APPEND.run(redis, log, most, key, kind, value == null ? "" : value);
    if (position == null) {
      throw new BacklogFullException(log, options.capacity());
    }
  }

  @Override
  public List<Write> take(int most) {
    String idle = Long.toString(options.claimAfter().toMillis());
    return TAKE.run(redis, log, me, Integer.toString(most), idle).stream()
        .map(entry -> write((List<?>) entry))
        .toList();
  }

  @Override
  public void done(List<Write> written) {
    DONE.run(redis, log, written.stream().map(Write::position).toArray(String[]::new));
  }

  @Override
  public void putAside(List<Write> refused, String why) {
    Stream<String> arguments = Stream.concat(Stream.of(why), refused.stream().map(Write::position));
    PUT_ASIDE.run(redis, List.of(log, aside), arguments.toArray(String[]::new));
  }

  @Override
  public long depth() {
    return redis.xlen(log);
  }

  private static Write write(List<?> entry) {
    List<?> fields = (List<?>) Objects.requireNonNull(entry.get(1));
    String value = VALUE.equals(fields.get(2)) ? (String) fields.get(3) : null;
    return new Write((String) entry.get(0), (String) fields.get(1), value);
  }
}
