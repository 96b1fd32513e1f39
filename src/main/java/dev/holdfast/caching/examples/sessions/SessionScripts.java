package dev.holdfast.caching.examples.sessions;

import dev.holdfast.caching.Script;
import java.util.List;

/**
 * What is done to a session, a script each: whether it is there is asked in the same step as what
 * follows from the answer, so nothing comes between the two.
 */
final class SessionScripts {
  /** Slides the expiry of a session that is there, up to its end. */
  private static final String KEEP =
      UserIndex.CLOCK
          + """
          local function keep(key, idle)
            local left = redis.call('hget', key, 'ends') - now()
            return redis.call('pexpire', key, math.min(idle, left))
          end
          """;

  static final Script<Long> OPEN =
      Script.ofNumber(
          KEEP
              + """
              redis.call('hset', KEYS[1], 'ends', now() + ARGV[2])
              return keep(KEYS[1], ARGV[1])
              """);

  static final Script<List<Object>> FIND =
      Script.ofList(
          KEEP
              + """
              if redis.call('exists', KEYS[1]) == 0 then return {} end
              local fields = redis.call('hgetall', KEYS[1])
              keep(KEYS[1], ARGV[1])
              return fields
              """);

  static final Script<Long> PUT =
      Script.ofNumber(
          KEEP
              + """
              if redis.call('exists', KEYS[1]) == 0 then return 0 end
              redis.call('hset', KEYS[1], ARGV[2], ARGV[3])
              return keep(KEYS[1], ARGV[1])
              """);

  static final Script<Long> LOGIN =
      Script.ofNumber(
          KEEP
              + """
              if now() >= tonumber(ARGV[4]) then return 0 end
              if redis.call('exists', KEYS[1]) == 1 then redis.call('rename', KEYS[1], KEYS[2]) end
              redis.call('hset', KEYS[2], 'ends', now() + ARGV[2], 'user', ARGV[3])
              return keep(KEYS[2], ARGV[1])
              """);

  static final Script<String> END =
      Script.ofText(
          """
          local user = redis.call('hget', KEYS[1], 'user')
          redis.call('del', KEYS[1])
          return user
          """);

  private SessionScripts() {}
}
